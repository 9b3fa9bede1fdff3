import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  compareExchanges,
  describeAnswer,
  refusalOf,
  runsAtDepth,
  type Outcome,
} from './compare-exchanges.ts';
import { randomHttp1Reply, type Http1Reply } from './random-http1-reply.ts';

const RUNS = runsAtDepth(80, 1_500);

let server: Server;
let port: number;
/** By the number that is the body of a request. */
const replies: Http1Reply[] = [];

beforeAll(async () => {
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

describe(`an exchange of messages over HTTP/1.1 (TEST_SEED=${RUNS.seed})`, () => {
  it('has the result of a request of Node.js whose response is read as a stream, for random responses in random pieces', async () => {
    const { differences, kinds } = await compareExchanges(
      {
        client: { url: `http://127.0.0.1:${port}/` },
        randomReplies: (random, maxBytes) => [randomHttp1Reply(random, maxBytes)],
        replies,
        exchangePlainly,
      },
      RUNS,
    );
    expect(differences).toEqual([]);
    const all = ['answered', 'BUSY', 'LATE', 'TOO_LARGE', 'UNREACHABLE'];
    expect([...kinds.keys()].toSorted()).toEqual(all.toSorted());
    expect(kinds.get('answered')).toBeGreaterThan(RUNS.runs);
  });
});

function exchangePlainly(body: string, reply: Http1Reply): Promise<Outcome> {
  const signal = AbortSignal.timeout(reply.timeoutMs);
  const request = requestHttp({ host: '127.0.0.1', port, method: 'POST', agent: false, signal });
  return new Promise<Outcome>((resolve) => {
    const fail = () => resolve(signal.aborted ? 'LATE' : 'UNREACHABLE');
    const refuse = (bytes: number) => {
      const refusal = refusalOf(reply, bytes);
      if (refusal !== null) resolve(refusal);
    };
    request.on('error', fail).on('response', (response: IncomingMessage) => {
      const { statusCode: status = 0, headersDistinct: headers } = response;
      const chunks: Buffer[] = [];
      refuse(Number(response.headers['content-length'] ?? 0));
      response
        .on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          refuse(Buffer.concat(chunks).length);
        })
        .on('end', () => resolve(describeAnswer({ status, headers, body: Buffer.concat(chunks) })))
        .on('error', fail);
    });
    request.end(body);
  }).finally(() => request.destroy());
}

/** Answers each request with the bytes of its reply, each piece in a turn of the event loop of its own. */
function serve(socket: Socket): void {
  let received = '';
  socket.setNoDelay();
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    received += data.toString();
    const [head = '', body = ''] = received.split('\r\n\r\n');
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    // A request of Node.js whose body is not there yet has no length.
    if (length === undefined || body.length < Number(length)) return;
    received = '';
    const reply = replies[Number(body)];
    if (reply !== undefined) void send(socket, reply);
  });
}

async function send(socket: Socket, { pieces, ending }: Http1Reply): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece);
    await nextTurn();
  }
  if (ending === 'close') socket.end();
}
