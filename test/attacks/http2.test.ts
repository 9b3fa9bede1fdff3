import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';
import { openHttp2, type Http2Client } from '../support/http2-client.ts';
import {
  END_HEADERS,
  END_STREAM,
  frame,
  headerBlock,
  literal,
  openFrames,
  TYPE,
  type FrameConnection,
} from '../support/http2-frames.ts';
import { selfSigned } from '../support/self-signed.ts';

const { cert, key } = selfSigned();
const folder = mkdtempSync(join(tmpdir(), 'phi-http2-'));
const agent = new Agent({ keepAlive: true, ca: cert });
const TOKEN = tokenFor('ada');
const QUERY = JSON.stringify({ query: '{ hello }' });
const JSON_HEADERS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

let edge: Edge;
let client: Http2Client;
beforeAll(async () => {
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  edge = await startEdge(
    `server: { tls: { cert: "${folder}/cert.pem", key: "${folder}/key.pem", http2: true } }
limits: { requestsPerMinute: 100000, bodyBytes: 1000000 }`,
  );
  client = await openHttp2(edge.url, { ca: cert });
});
afterAll(async () => {
  client.close();
  agent.destroy();
  await edge.close();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | null;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function overHttp1({
  method = 'POST',
  path = '/graphql',
  headers = {},
  body = null,
}: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, edge.url);
    const sent = requestHttps(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (data: Buffer) => void chunks.push(data));
      response.on('end', () => {
        const { statusCode: status = 0, headers: received } = response;
        resolve({ status, headers: received, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.once('error', reject);
    sent.end(body ?? undefined);
  });
}

/** An answer without what differs from request to request, and what only HTTP/1.1 has. */
function comparable({ status, headers, text }: Answer) {
  const OWN = [
    'connection',
    'keep-alive',
    'transfer-encoding',
    'date',
    'ratelimit',
    'x-request-id',
  ];
  const kept = Object.entries(headers).filter(([name]) => !OWN.includes(name));
  return { status, headers: Object.fromEntries(kept), text };
}

describe('a request over HTTP/2', () => {
  it.each<[string, number, Sent]>([
    ['a query', 200, { headers: JSON_HEADERS, body: QUERY }],
    ['no token', 401, { headers: { 'content-type': 'application/json' }, body: QUERY }],
    ['an unknown path', 404, { path: '/nothing' }],
    ['a path that cannot be decoded', 404, { method: 'GET', path: '/%zz' }],
    ['the method GET on a POST route', 405, { method: 'GET', headers: JSON_HEADERS }],
    ['HEAD on a route without HEAD', 405, { method: 'HEAD', headers: JSON_HEADERS }],
    ['HEAD on a GET route', 200, { method: 'HEAD', path: '/health/live' }],
    [
      'a body of the type text/plain',
      415,
      { headers: { ...JSON_HEADERS, 'content-type': 'text/plain' }, body: QUERY },
    ],
    ['a body that is too large', 413, { headers: JSON_HEADERS, body: 'x'.repeat(1_000_001) }],
    ['a batch', 400, { headers: JSON_HEADERS, body: `[${QUERY},${QUERY}]` }],
    ['no body', 400, { headers: JSON_HEADERS }],
    [
      '201 header lines',
      413,
      {
        headers: {
          ...JSON_HEADERS,
          ...Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`x-${at}`, '1'])),
        },
        body: QUERY,
      },
    ],
    [
      'headers that claim an identity',
      200,
      { headers: { ...JSON_HEADERS, 'x-user': 'root', cookie: 'a=b' }, body: QUERY },
    ],
    [
      'a response of 900 KB',
      200,
      {
        headers: JSON_HEADERS,
        body: JSON.stringify({
          query: 'query ($t: String) { echo(text: $t) }',
          variables: { t: 'ä'.repeat(450_000) },
        }),
      },
    ],
  ])('gets the same answer as over HTTP/1.1: %s', async (_what, status, sent) => {
    const [one, two] = [await overHttp1(sent), await client.send(sent)];
    expect(one.status).toBe(status);
    expect(comparable(two)).toEqual(comparable(one));
    expect(two.headers).not.toHaveProperty('connection');
  });

  it.each<[string, string | null, ConnectionOptions]>([
    ['HTTP/2 and HTTP/1.1', 'h2', { ALPNProtocols: ['http/1.1', 'h2'] }],
    ['HTTP/1.1 only', 'http/1.1', { ALPNProtocols: ['http/1.1'] }],
    ['no protocol', 'none', {}],
    ['another protocol only', null, { ALPNProtocols: ['spdy/3'] }],
    [
      'HTTP/2 and TLS 1.2 with suites that HTTP/2 forbids',
      null,
      {
        ALPNProtocols: ['h2'],
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256',
      },
    ],
  ])(
    'follows a TLS handshake in which a client that offers %s gets the protocol %j (null: no connection)',
    async (_what, expected, options) => {
      const port = Number(new URL(edge.url).port);
      const socket = connect({ host: '127.0.0.1', port, ca: cert, ...options });
      const protocol = await new Promise((resolve) => {
        socket.once('secureConnect', () => resolve(socket.alpnProtocol || 'none'));
        socket.once('error', () => resolve(null));
      });
      socket.destroy();
      expect(protocol).toBe(expected);
    },
  );

  it('reaches the executor with the subject, address and user agent of the caller, but without the token and other headers', async () => {
    const headers = { ...JSON_HEADERS, 'user-agent': 'x/1', 'x-user': 'root', cookie: 'a=b' };
    await client.send({ headers, body: QUERY });
    const context = edge.contexts.at(-1);
    expect(context?.caller).toMatchObject({
      subject: 'ada',
      address: '127.0.0.1',
      userAgent: 'x/1',
    });
    const shown = inspect(context, { depth: 10 });
    expect(shown).toContain('x/1');
    for (const absent of [TOKEN, 'application/json', 'root', 'a=b'])
      expect(shown).not.toContain(absent);
    expect(context?.client.accessToken()).toBeNull();
  });
});

/** The lines of a query's head. */
const HEAD: readonly (readonly [string, string])[] = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':authority', 'localhost'],
  [':path', '/graphql'],
  ...Object.entries(JSON_HEADERS),
];
const withLine = (name: string, value: string) => [...HEAD, [name, value] as const];
const without = (dropped: string) => HEAD.filter(([name]) => name !== dropped);

/** A whole query with this head, as frames. */
function query(stream: number, lines = HEAD, body = QUERY): Buffer {
  const block = headerBlock(lines);
  const parts = [block.subarray(0, 16_000), block.subarray(16_000)];
  return Buffer.concat([
    frame(TYPE.headers, block.length > 16_000 ? 0 : END_HEADERS, stream, parts[0]),
    ...(block.length > 16_000 ? [frame(TYPE.continuation, END_HEADERS, stream, parts[1])] : []),
    frame(TYPE.data, END_STREAM, stream, Buffer.from(body)),
  ]);
}

const turn = () => new Promise((resolve) => void setTimeout(resolve, 10));

/** Resolves when a stream has an answer or is reset, or the connection ends. */
async function answerOf({ isClosed, frames }: FrameConnection): Promise<void> {
  const ENDS: readonly number[] = [TYPE.goaway, TYPE.reset, TYPE.headers];
  while (!isClosed() && !frames.some(({ type }) => ENDS.includes(type))) await turn();
}

/** How a connection's request was refused; null if it was answered with 200, or not at all. */
function refusalOf({ isClosed, frames }: FrameConnection): string | null {
  const types = frames.map(({ type }) => type);
  if (types.includes(TYPE.goaway)) return 'goaway';
  if (types.includes(TYPE.reset)) return 'reset';
  const block = frames.find(({ type }) => type === TYPE.headers)?.payload;
  if (block === undefined) return isClosed() ? 'closed' : null;
  // A block begins with its status; 200 is entry 8 of the static table: https://www.rfc-editor.org/rfc/rfc7541#appendix-A
  return block[0] === (0x80 | 8) ? null : 'status';
}

describe('malformed or abusive HTTP/2 frames', () => {
  const connections: FrameConnection[] = [];
  afterEach(async () => {
    for (const { socket } of connections.splice(0)) socket.destroy();
    // Whatever was sent, others are served.
    const sent = { headers: JSON_HEADERS, body: QUERY };
    for (const { status } of [await client.send(sent), await overHttp1(sent)])
      if (status !== 200) throw new Error(`Another client got ${status}.`);
  });
  const open = async () => {
    const connection = await openFrames(edge.url, cert);
    connections.push(connection);
    return connection;
  };

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['no :path', without(':path')],
    ['no :method', without(':method')],
    ['two :path', [[':path', '/health/live'], ...HEAD]],
    [':status', [[':status', '200'], ...HEAD]],
    ['a pseudo-header after others', [...without(':path'), [':path', '/graphql']]],
    ['a name in upper case', withLine('X-User', '1')],
    ['connection: close', withLine('connection', 'close')],
    ['transfer-encoding: chunked', withLine('transfer-encoding', 'chunked')],
    ['upgrade', withLine('upgrade', 'h2c')],
    ['te: gzip', withLine('te', 'gzip')],
    ['a space in a method', [[':method', 'POST /graphql'], ...without(':method')]],
    ['another content-length than that of the body', withLine('content-length', '5')],
    [
      'two content-lengths',
      [...withLine('content-length', `${QUERY.length}`), ['content-length', '1']],
    ],
    ['two authorization headers', withLine('authorization', 'Bearer x')],
    [
      '24 KB of headers',
      [1, 2, 3].reduce((lines, at) => [...lines, [`x-${at}`, 'x'.repeat(8_000)]], [...HEAD]),
    ],
    [
      '300 header lines',
      [...HEAD, ...Array.from({ length: 300 }, (_, at) => [`x-${at}`, '1'] as const)],
    ],
  ])('are refused and not executed: a request with %s', async (_what, lines) => {
    const before = edge.executed.length;
    const connection = await open();
    connection.socket.write(query(1, lines));
    await answerOf(connection);
    expect(refusalOf(connection)).not.toBeNull();
    expect(edge.executed).toHaveLength(before);
  });

  it.each([
    ['a line break in its value', 'user-agent', 'a\r\nx-user: b'],
    ['a zero byte in its value', 'user-agent', 'a\0b'],
    ['a line break in its name', 'user-agent\r\n', 'a'],
  ])(
    'are executed as a request without the header line that has %s',
    async (_what, name, value) => {
      const before = edge.contexts.length;
      const connection = await open();
      connection.socket.write(query(1, withLine(name, value)));
      await answerOf(connection);
      expect(edge.contexts.slice(before).map(({ caller }) => caller.userAgent)).toEqual([null]);
    },
  );

  it('are not executed as a request if the client cancels it before its end, even if the body so far is complete JSON', async () => {
    const connection = await open();
    connection.socket.write(
      Buffer.concat([
        frame(TYPE.headers, END_HEADERS, 1, headerBlock(HEAD)),
        frame(TYPE.data, 0, 1, Buffer.from('{"query":"mutation { touch }"}')),
      ]),
    );
    while (!connection.frames.some(({ type }) => type === TYPE.settings)) await turn();
    connection.socket.write(frame(TYPE.reset, 0, 1, Buffer.from([0, 0, 0, 8])));
    connection.socket.write(query(3));
    await answerOf(connection);
    expect(edge.executed).toContain('{ hello }');
    expect(edge.executed.join(' ')).not.toContain('touch');
  });

  it.each<[string, () => Buffer]>([
    ['a request of HTTP/1.1', () => Buffer.from('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')],
    ['data on stream 0', () => frame(TYPE.data, 0, 0, Buffer.alloc(9))],
    ['headers on stream 0', () => frame(TYPE.headers, END_HEADERS, 0, headerBlock(HEAD))],
    ['headers on an even stream', () => query(2)],
    [
      'data on a stream that was not opened',
      () => frame(TYPE.data, END_STREAM, 5, Buffer.from('x')),
    ],
    ['settings of 5 bytes', () => frame(TYPE.settings, 0, 0, Buffer.alloc(5))],
    [
      'a flow-control window that overflows',
      () =>
        Buffer.concat([
          frame(TYPE.window, 0, 0, Buffer.from('7fffffff', 'hex')),
          frame(TYPE.window, 0, 0, Buffer.from('7fffffff', 'hex')),
        ]),
    ],
    ['a push promise from the client', () => frame(TYPE.push, END_HEADERS, 1, Buffer.alloc(10))],
    ['a frame of 20 KB', () => frame(TYPE.data, 0, 1, Buffer.alloc(20_000))],
    [
      'a header block that cannot be decoded',
      () => frame(TYPE.headers, END_HEADERS, 1, Buffer.alloc(2_000, 0xff)),
    ],
    [
      'another frame within a header block',
      () =>
        Buffer.concat([
          frame(TYPE.headers, 0, 1, headerBlock(HEAD)),
          frame(TYPE.ping, 0, 0, Buffer.alloc(8)),
        ]),
    ],
  ])('close the connection and are not executed: %s', async (_what, bytes) => {
    const before = edge.executed.length;
    const connection = await open();
    connection.socket.write(bytes());
    await connection.closed(30_000);
    expect(connection.isClosed()).toBe(true);
    expect(edge.executed).toHaveLength(before);
  });

  it('close the connection before 600 of 1,000 requests that the client cancels at once are executed (rapid reset)', async () => {
    const before = edge.executed.length;
    const connection = await open();
    const slow = JSON.stringify({ query: '{ slow(ms: 100) }' });
    for (let at = 0; at < 1_000 && !connection.isClosed(); at += 1) {
      const stream = 2 * at + 1;
      connection.socket.write(
        Buffer.concat([
          query(stream, HEAD, slow),
          frame(TYPE.reset, 0, stream, Buffer.from([0, 0, 0, 8])),
        ]),
      );
    }
    await connection.closed(30_000);
    expect(connection.isClosed()).toBe(true);
    expect(edge.executed.length - before).toBeLessThan(600);
  });

  it('close the connection by the time they have made the server reset 500 streams (made you reset)', async () => {
    const connection = await open();
    for (let at = 0; at < 500 && !connection.isClosed(); at += 1) {
      const stream = 2 * at + 1;
      // An increment of 0 is an error of the stream.
      connection.socket.write(
        Buffer.concat([query(stream), frame(TYPE.window, 0, stream, Buffer.alloc(4))]),
      );
    }
    await connection.closed(30_000);
    expect(connection.isClosed()).toBe(true);
  });

  it('close the connection if a header block has no end (CONTINUATION flood)', async () => {
    const connection = await open();
    connection.socket.write(frame(TYPE.headers, 0, 1, headerBlock(HEAD)));
    const junk = headerBlock(
      Array.from({ length: 100 }, (_, at) => [`x-${at}`, 'y'.repeat(100)] as const),
    );
    for (let at = 0; at < 1_000 && !connection.isClosed(); at += 1)
      connection.socket.write(frame(TYPE.continuation, 0, 1, junk));
    await connection.closed(30_000);
    expect(connection.isClosed()).toBe(true);
  });

  it('are not executed, and take less than 100 MB of memory, if a header block refers 4,000 times to one long header (header table bomb)', async () => {
    const before = edge.executed.length;
    const connection = await open();
    const indexed = Buffer.concat([Buffer.from([0x40]), literal('x'), literal('y'.repeat(3_900))]);
    const bomb = Buffer.concat([headerBlock(HEAD), indexed, Buffer.alloc(4_000, 0x80 | 62)]);
    const memory = process.memoryUsage().rss;
    for (let at = 0; at < 100 && !connection.isClosed(); at += 1)
      connection.socket.write(frame(TYPE.headers, END_HEADERS | END_STREAM, 2 * at + 1, bomb));
    await connection.closed(500);
    expect(edge.executed).toHaveLength(before);
    expect(process.memoryUsage().rss - memory).toBeLessThan(100_000_000);
  });

  it.each<[string, Buffer]>([
    ['SETTINGS', frame(TYPE.settings, 0, 0)],
    ['PING', frame(TYPE.ping, 0, 0, Buffer.alloc(8))],
  ])(
    'close the connection of a client that sends 50,000 %s frames and reads no answer',
    async (_what, bytes) => {
      const connection = await open();
      connection.socket.pause();
      const many = Buffer.concat(Array.from({ length: 10_000 }, () => bytes));
      for (let at = 0; at < 5; at += 1) connection.socket.write(many);
      await new Promise((resolve) => void setTimeout(resolve, 200));
      connection.socket.resume();
      await connection.closed(2_000);
      expect(connection.isClosed()).toBe(true);
    },
  );

  it('are refused, or close the connection, if they open more than 100 requests at once', async () => {
    const connection = await open();
    const head = headerBlock(HEAD);
    for (let at = 0; at < 150; at += 1)
      connection.socket.write(frame(TYPE.headers, END_HEADERS, 2 * at + 1, head));
    const refused = () => connection.frames.filter(({ type }) => type === TYPE.reset);
    while (!connection.isClosed() && refused().length < 50) await turn();
    const streams = Array.from({ length: 50 }, (_, at) => 2 * (100 + at) + 1);
    expect(connection.isClosed() || refused().map(({ stream }) => stream)).toEqual(
      connection.isClosed() || streams,
    );
  });
});
