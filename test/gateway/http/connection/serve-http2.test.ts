import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type ClientHttp2Stream } from 'node:http2';
import { Agent, createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { serveHttp2 } from '../../../../gateway/http/connection/serve-http2.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, type Random } from '../../../support/federated/random.ts';
import { openHttp2, type Http2Client } from '../../../support/http2-client.ts';
import {
  END_HEADERS,
  END_STREAM,
  frame,
  headerBlock,
  openFrames,
  TYPE,
} from '../../../support/http2-frames.ts';
import { selfSigned } from '../../../support/self-signed.ts';

const { cert, key } = selfSigned();
const LONG = 'ä'.repeat(300_000);
const TIMES = { first: 300, idle: 500, notice: 100, request: 500, stalled: 1_000, check: 20 };

let server: Server;
let url: string;
/** What became of requests: `end`, `aborted` or the code of an error. */
const ends: string[] = [];
/** Protocol and path of a request → its header lines, as they are read for the first and for the second time. */
const heard = new Map<string, readonly object[]>();
const clients: Http2Client[] = [];

/** Answers with the request's protocol, or as the path says. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url: path = '', httpVersion, headersDistinct } = request;
  if (path.startsWith('/lines/')) {
    request.headers = {};
    const reads = [headersDistinct, request.headersDistinct].map(linesOf);
    heard.set(`${httpVersion} ${path}`, reads);
    response.end();
  } else if (path === '/long') response.end(LONG);
  else if (path === '/broken') {
    response.write('begun');
    setImmediate(() => response.destroy());
  } else if (path === '/early') response.writeHead(401).end('refused');
  else if (path === '/headers') {
    request.headers = { only: 'this' };
    response.end(JSON.stringify([headersDistinct, request.headers, request.url, request.method]));
  } else if (path === '/body') {
    request.on('error', (error: Error & { code?: string }) => {
      ends.push(error.code ?? error.message);
      response.writeHead(408).end();
    });
    request.on('end', () => {
      ends.push('end');
      response.end('read');
    });
    request.resume();
  } else response.end(httpVersion);
}

beforeAll(async () => {
  server = createServer({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] }, answer);
  serveHttp2(server, TIMES);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function open(options: object = {}): Promise<Http2Client> {
  const client = await openHttp2(url, { ca: cert, ...options });
  clients.push(client);
  return client;
}

function closed(stream: ClientHttp2Stream): Promise<void> {
  stream.on('error', () => undefined);
  return new Promise((resolve) => void stream.once('close', resolve));
}

describe('an HTTPS server with HTTP/2', () => {
  it('answers clients of HTTP/2 and of HTTP/1.1 on one port, each in its protocol', async () => {
    const client = await open();
    expect(await client.send({ path: '/' })).toMatchObject({ status: 200, text: '2.0' });
    const version = await new Promise<string>((resolve, reject) => {
      get(url, { ca: cert, agent: false }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => void (text += data.toString()));
        response.on('end', () => resolve(`${text} ${response.httpVersion}`));
      }).once('error', reject);
    });
    expect(version).toBe('1.1 1.1');
  });

  it('gives the handler each header line of an HTTP/2 request separately, without pseudo-headers, and lets the handler replace headers', async () => {
    const client = await open();
    const { text } = await client.send({
      path: '/headers',
      headers: { authorization: 'a', accept: ['text/a', 'text/b'] },
    });
    expect(JSON.parse(text)).toEqual([
      { authorization: ['a'], accept: ['text/a', 'text/b'] },
      { only: 'this' },
      '/headers',
      'POST',
    ]);
  });

  it('sends a response of 600 KB whole, and three at once on one connection', async () => {
    const client = await open();
    const answers = await Promise.all([1, 2, 3].map(() => client.send({ path: '/long' })));
    expect(answers.map(({ text }) => text === LONG)).toEqual([true, true, true]);
  });

  it('sends a response whole to a client that reads it slowly', async () => {
    const client = await open();
    const stream = client.session.request({ ':path': '/long' });
    let length = 0;
    for await (const chunk of stream) {
      length += (chunk as Buffer).length;
      await sleep(250);
    }
    expect(length).toBe(Buffer.byteLength(LONG));
  });

  it('resets the stream with INTERNAL_ERROR if the handler breaks off its response', async () => {
    const client = await open();
    const stream = client.session.request({ ':path': '/broken' });
    stream.resume();
    await closed(stream);
    expect(stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  });
});

/** Begins a request with a part of its body. */
function post({ session }: Http2Client, path: string, body: string): ClientHttp2Stream {
  const stream = session.request({ ':method': 'POST', ':path': path });
  stream.on('error', () => undefined);
  stream.resume();
  stream.write(body);
  return stream;
}

describe('a client of HTTP/2 that wastes time', () => {
  it.each([
    ['before its first request', 0],
    ['after a request', 1],
  ])(
    'is disconnected with GOAWAY NO_ERROR if it is idle too long %s, even if it sends PING frames',
    async (_when, requests) => {
      const client = await open();
      if (requests > 0) await client.send({ path: '/' });
      const { session } = client;
      const announced = once(session, 'goaway');
      const pings = setInterval(() => session.destroyed || session.ping(() => undefined), 50);
      await once(session, 'close');
      clearInterval(pings);
      expect((await announced)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    },
  );

  it('gets 408 and the end of the stream if a request body has not arrived in time, even if it keeps sending parts of the body', async () => {
    const client = await open();
    const stream = post(client, '/body', '{');
    const drip = setInterval(() => stream.write(' '), 50);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    clearInterval(drip);
    expect(headers[':status']).toBe(408);
    expect(ends.splice(0)).toEqual(['REQUEST_TIMEOUT']);
    await closed(stream);
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('gets the response to a request whose body the handler does not read, and then the stream is reset with NO_ERROR', async () => {
    const client = await open();
    const stream = post(client, '/early', 'x'.repeat(500_000));
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(401);
    await closed(stream);
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('gets a reset with INTERNAL_ERROR of a stream whose response it does not read, and answers to its other requests', async () => {
    const client = await open();
    const unread = client.session.request({ ':path': '/long' });
    unread.on('error', () => undefined);
    unread.pause();
    while (!unread.closed) expect(await client.send({ path: '/' })).toMatchObject({ status: 200 });
    expect(unread.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  });
});

const { numRuns: LISTS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  60,
  2_000,
);

describe(`the header lines of a request over HTTP/2 (TEST_SEED=${SEED})`, () => {
  it('are those that Node.js reads in a request over HTTP/1.1 with the same lines, each time that they are read', async () => {
    const random = createRandom(SEED);
    const { socket } = await openFrames(url, cert);
    const agent = new Agent({ ca: cert, keepAlive: true });
    for (let number = 0; number < LISTS; number += 1) {
      const path = `/lines/${number}`;
      const lines = randomLines(random);
      const head = { ':method': 'GET', ':scheme': 'https', ':authority': 'a', ':path': path };
      const block = headerBlock([
        ...Object.entries(head),
        ...lines.map(([name, value]) => [name.toLowerCase(), value] as const),
      ]);
      socket.write(frame(TYPE.headers, END_HEADERS | END_STREAM, 1 + 2 * number, block));
      const asked = get(`${url}${path}`, { agent, headers: ['Host', 'a', ...lines.flat()] });
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      await once(response.resume(), 'end');
      while (!heard.has(`2.0 ${path}`)) await nextTurn();
      const [[expected] = [], found] = ['1.1', '2.0'].map((version) =>
        heard.get(`${version} ${path}`),
      );
      expect({ lines, found }).toEqual({ lines, found: [expected, expected] });
    }
    socket.destroy();
    agent.destroy();
  });
});

/** The lines of each header, except those of the connection itself. */
function linesOf(headers: IncomingMessage['headersDistinct']): object {
  return Object.entries(headers).filter(([name]) => name !== 'host' && name !== 'connection');
}

/** Lines of which several have one name, in any case. */
function randomLines(random: Random): readonly (readonly [string, string])[] {
  return Array.from({ length: random.below(12) }, () => {
    const name = random.pick(NAMES);
    return [random.chance(30) ? name.toUpperCase() : name, random.pick(VALUES)] as const;
  });
}

const NAMES = [
  'authorization',
  'dpop',
  'cookie',
  'x-forwarded-for',
  'x-forwarded-proto',
  'forwarded',
  'client-cert',
  'accept',
  'user-agent',
  'x-purpose-of-use',
  'constructor',
  '__proto__',
];
const VALUES = ['', 'a', 'b', 'a, b', 'a;b="c, d"', 'Bearer a.b.c', '\u00e9\u00ff'];
