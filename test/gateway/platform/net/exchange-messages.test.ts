import { hash } from 'node:crypto';
import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '../../../../gateway/platform/net/exchange-messages.ts';
import {
  createHttpClient,
  type HttpFailure,
  type PostOptions,
} from '../../../../gateway/platform/net/http-client.ts';
import { fieldLines } from '../../../../schema/subgraph/http-fields.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf } from '../../../support/federated/random.ts';
import { randomReply, type Reply } from './random-reply.ts';

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(80, 1_500);
/** Requests of one client, one after the other on one connection as far as the responses allow it. */
const REQUESTS = 3;
const LANES = 8;

/** A response, or why there is none. */
type Outcome = ReturnType<typeof describeAnswer> | HttpFailure;

let server: Server;
let port: number;
/** By the number that is the body of a request. */
const replies: Reply[] = [];

beforeAll(async () => {
  server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

describe(`an exchange of messages over HTTP (TEST_SEED=${SEED})`, () => {
  it('has the result of a request of Node.js whose response is read as a stream, for random responses in random pieces', async () => {
    const kinds = new Map<string, number>();
    const differences: object[] = [];
    const tryOne = async (run: number) => {
      const seed = hashOf(SEED, run);
      const random = createRandom(seed);
      const maxBytes = random.pick([100, 5_000, 1e9]);
      const url = `http://127.0.0.1:${port}/`;
      const limits = { timeoutMs: WHOLE_MS, maxResponseBytes: maxBytes, connections: 1 };
      const client = createHttpClient({ url, headers: {}, ...limits });
      for (let request = 0; request < REQUESTS; request += 1) {
        const reply = randomReply(random, maxBytes);
        const number = replies.push(reply) - 1;
        const options = { ...optionsFor(reply), isRepeatable: random.chance(50) };
        const [answer, expected] = await Promise.all([
          client.send(String(number), null, options),
          exchangePlainly(number, reply, maxBytes),
        ]);
        const found = 'reason' in answer ? answer.reason : describeAnswer(answer);
        if (!isDeepStrictEqual(found, expected))
          differences.push({ seed, request, found, expected });
        const kind = typeof expected === 'string' ? expected : 'answered';
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
      await client.close();
    };
    let next = 0;
    const lane = async () => {
      while (next < RUNS) await tryOne((next += 1));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(differences).toEqual([]);
    const all = ['answered', 'BUSY', 'LATE', 'TOO_LARGE', 'UNREACHABLE'];
    expect([...kinds.keys()].toSorted()).toEqual(all.toSorted());
    expect(kinds.get('answered')).toBeGreaterThan(RUNS);
  });
});

/** Timeouts of a response without an end, and of any other. */
const [HANGING_MS, WHOLE_MS] = [100, 20_000];

function optionsFor({ ending, budget, acquiresLate }: Reply): PostOptions {
  let acquired = 0;
  return {
    timeoutMs: ending === 'hang' ? HANGING_MS : WHOLE_MS,
    acquireBytes: (bytes, wait) => {
      acquired += bytes;
      const isWithin = acquired <= budget;
      return acquiresLate && wait !== null ? nextTurn(isWithin) : isWithin;
    },
  };
}

function exchangePlainly(number: number, reply: Reply, maxBytes: number): Promise<Outcome> {
  const { ending, budget } = reply;
  const signal = AbortSignal.timeout(ending === 'hang' ? HANGING_MS : WHOLE_MS);
  const request = requestHttp({ host: '127.0.0.1', port, method: 'POST', agent: false, signal });
  return new Promise<Outcome>((resolve) => {
    const fail = () => resolve(signal.aborted ? 'LATE' : 'UNREACHABLE');
    const refuse = (bytes: number) => {
      if (bytes > maxBytes) resolve('TOO_LARGE');
      else if (bytes > budget) resolve('BUSY');
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
    request.end(String(number));
  }).finally(() => request.destroy());
}

/**
 * A response, in short. Its headers are without the whitespace at the end of values, which undici keeps: it is not part of
 * them (RFC 9110, section 5.5).
 */
function describeAnswer({ status, headers, body }: HttpAnswer) {
  const lines = fieldLines(headers).map(([name, value]) => [name, value.replace(/[ \t]+$/, '')]);
  return { status, lines, size: body.length, digest: hash('sha256', body) };
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

async function send(socket: Socket, { pieces, ending }: Reply): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece);
    await nextTurn();
  }
  if (ending === 'close') socket.end();
}
