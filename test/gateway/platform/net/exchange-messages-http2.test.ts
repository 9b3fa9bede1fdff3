import { once } from 'node:events';
import {
  connect,
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createHttpClient,
  type PostOptions,
} from '../../../../gateway/platform/net/http-client.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import {
  compareExchanges,
  describeAnswer,
  refusalOf,
  runsAtDepth,
  type Outcome,
} from './compare-exchanges.ts';
import { randomHttp2Replies, type Http2Reply } from './random-http2-reply.ts';

const RUNS = runsAtDepth(60, 600);

const certificate = selfSigned();
const tls = { ca: certificate.cert };
let server: Http2SecureServer;
let url: string;
/** By the number that is the body of a request. */
const replies: Http2Reply[] = [];
/** By the port of the client. */
const sockets = new Map<number | undefined, Socket>();

beforeAll(async () => {
  server = createSecureServer(certificate);
  server.on('connection', (socket: Socket) => void sockets.set(socket.remotePort, socket));
  server.on('sessionError', () => undefined);
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    let body = '';
    stream.setEncoding('utf8').on('data', (text: string) => void (body += text));
    stream.on('end', () => void serve(stream, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  // After GOAWAY, Node.js does not notice that the client has closed the connection.
  for (const socket of sockets.values()) socket.destroy();
  server.close();
});

describe(`an exchange of messages over HTTP/2 (TEST_SEED=${RUNS.seed})`, () => {
  it('has the result of a request of node:http2 on a connection of its own, for random responses, several at a time on one connection', async () => {
    const { differences, kinds } = await compareExchanges(
      {
        client: { url, tls: { current: () => tls }, http2: true },
        randomReplies: randomHttp2Replies,
        replies,
        exchangePlainly,
      },
      RUNS,
    );
    expect(differences).toEqual([]);
    const all = ['answered', 'BUSY', 'GOING_AWAY', 'LATE', 'TOO_LARGE', 'UNREACHABLE'];
    expect([...kinds.keys()].toSorted()).toEqual(all.toSorted());
    expect(kinds.get('answered')).toBeGreaterThan(RUNS.runs);
  });
});

const DATA = Buffer.from('{"data":{"a":1}}');
const REPLY: Http2Reply = {
  informational: [],
  headers: { ':status': 200 },
  pieces: [DATA],
  isSlow: false,
  trailers: null,
  ending: { kind: 'end' },
  timeoutMs: 20_000,
  maxBytes: 1_000,
  budget: Infinity,
  acquiresLate: false,
};
const STATED = { ':status': 200, 'content-length': String(DATA.length) };
const TRAILERS = { 'x-trailer': 'a' };

/** Opens a client of one connection, whose requests name the replies that they get. */
function open() {
  const client = createHttpClient({
    url,
    tls: { current: () => tls },
    http2: true,
    headers: {},
    timeoutMs: 5_000,
    maxResponseBytes: 1_000,
    connections: 1,
  });
  const send = (reply: Partial<Http2Reply>, options: PostOptions = {}) =>
    client.send(String(replies.push({ ...REPLY, ...reply }) - 1), null, options);
  /** Acquires bytes once the response to a later request has arrived on the same connection. */
  const acquireLater = (isAcquired: boolean): PostOptions => ({
    isRepeatable: true,
    acquireBytes: () => send({}, { isRepeatable: true }).then(() => isAcquired),
  });
  return { send, acquireLater, close: client.close };
}

describe('a response over HTTP/2', () => {
  it.each([
    ['NO_ERROR', constants.NGHTTP2_NO_ERROR],
    ['CANCEL', constants.NGHTTP2_CANCEL],
  ])(
    'fails with UNREACHABLE if its stream is reset with %s before the length that it states',
    async (_name, code) => {
      const { send, close } = open();
      const pieces = [DATA.subarray(0, -1)];
      expect(await send({ headers: STATED, pieces, ending: { kind: 'reset', code } })).toEqual({
        reason: 'UNREACHABLE',
        errorCode: null,
      });
      expect(await send({})).toMatchObject({ body: DATA });
      await close();
    },
  );

  it.each([
    ['is returned once its bytes are acquired', true, { status: 200, body: DATA }],
    ['fails with BUSY if its bytes are refused', false, { reason: 'BUSY' }],
  ])('%s, although it has ended before', async (_what, isAcquired, expected) => {
    const { send, acquireLater, close } = open();
    expect(await send({}, acquireLater(isAcquired))).toMatchObject(expected);
    await close();
  });

  it('fails with UNREACHABLE if its trailers arrive before the bytes that it states are acquired', async () => {
    const { send, acquireLater, close } = open();
    const answer = await send({ headers: STATED, trailers: TRAILERS }, acquireLater(true));
    expect(answer).toMatchObject({ reason: 'UNREACHABLE' });
    await close();
  });

  it('leaves its connection to the next request if its bytes are refused after its trailers', async () => {
    const { send, close } = open();
    const reply = { headers: STATED, trailers: TRAILERS };
    const answer = await send(reply, { acquireBytes: () => pause(50, false) });
    expect(answer).toMatchObject({ reason: 'BUSY' });
    expect(await send({})).toMatchObject({ body: DATA });
    await close();
  });
});

type Head = IncomingHttpHeaders & IncomingHttpStatusHeader;

function exchangePlainly(request: string, reply: Http2Reply): Promise<Outcome> {
  const session = connect(url, tls);
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Outcome>((resolve) => {
    timer = setTimeout(resolve, reply.timeoutMs, 'LATE');
    const fail = () => resolve('UNREACHABLE');
    const refuse = (bytes: number) => {
      const refusal = refusalOf(reply, bytes);
      if (refusal !== null) resolve(refusal);
    };
    session.on('error', fail).on('goaway', (code) => {
      if (code === constants.NGHTTP2_NO_ERROR) resolve('GOING_AWAY');
    });
    const stream = session.request({ ':method': 'POST' });
    const chunks: Buffer[] = [];
    let head: Head | null = null;
    stream
      .on('error', fail)
      .on('response', (received) => {
        head = received;
        refuse(Number(received['content-length'] ?? 0));
      })
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        refuse(Buffer.concat(chunks).length);
      })
      .on('close', () => {
        const isReset = stream.rstCode !== constants.NGHTTP2_NO_ERROR;
        resolve((isReset ? null : describeWhole(head, Buffer.concat(chunks))) ?? 'UNREACHABLE');
      })
      .end(request);
  }).finally(() => {
    clearTimeout(timer);
    session.destroy();
  });
}

/** A response; null without one, or if its body has not the length that it states (RFC 9113, section 8.1.1). */
function describeWhole(head: Head | null, body: Buffer): Outcome | null {
  if (head === null) return null;
  const { ':status': status = 0, ...headers } = head;
  const { 'content-length': length = body.length } = headers;
  return Number(length) === body.length ? describeAnswer({ status, headers, body }) : null;
}

async function serve(stream: ServerHttp2Stream, body: string): Promise<void> {
  const { session } = stream;
  const reply = replies[Number(body)];
  if (reply === undefined || session === undefined) return;
  const { informational, headers, pieces, isSlow, trailers, ending } = reply;
  /** Whether the client still reads, in a later turn of the event loop if the reply is slow. */
  const isOpen = async () => {
    if (isSlow) await nextTurn();
    return !stream.closed && !stream.destroyed;
  };
  if (!(await isOpen())) return;
  for (const status of informational) stream.additionalHeaders({ ':status': status, link: '</a>' });
  if (headers !== null) {
    if (!(await isOpen())) return;
    const endStream = ending.kind === 'end' && pieces.length === 0 && trailers === null && !isSlow;
    // Otherwise Node.js may send END_STREAM before it resets a stream.
    const waitForTrailers = trailers !== null || ending.kind === 'reset';
    stream.on('wantTrailers', () => {
      if (trailers !== null) stream.sendTrailers(trailers);
    });
    stream.respond(headers, { endStream, waitForTrailers });
  }
  for (const piece of pieces) {
    if (!(await isOpen())) return;
    stream.write(piece);
  }
  switch (ending.kind) {
    case 'end':
      if (await isOpen()) stream.end();
      return;
    case 'reset':
      stream.close(ending.code);
      return;
    case 'goaway':
      session.goaway(ending.code);
      return;
    case 'cut':
      sockets.get(session.socket.remotePort)?.destroy();
      return;
    case 'hang':
      return;
    default:
      ending satisfies never;
  }
}
