import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createHttpClient } from '../../gateway/platform/net/http-client.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

/** A connection that is held, what came on it, and when (ms) it was closed. */
interface Held {
  readonly socket: Socket;
  readonly received: () => string;
  readonly closed: Promise<number>;
}

const held: Held[] = [];

function hold(url: string, bytes: string): Promise<Held> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const since = performance.now();
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (data: Buffer) => void (received += data.toString()));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject).on('error', () => undefined);
      if (bytes !== '') socket.write(bytes);
      const closed = new Promise<number>((end) => {
        socket.once('close', () => end(performance.now() - since));
      });
      const one = { socket, received: () => received, closed };
      held.push(one);
      resolve(one);
    });
  });
}

afterAll(() => held.forEach(({ socket }) => socket.destroy()));

/** Characters that the client that doesn't read has echoed. */
const UNREAD = 8_000_000;
let edge: Edge;
let unread: Held;
let unreadSince = Infinity;
// The other tests run during the timeout of this connection.
beforeAll(async () => {
  edge = await startEdge(
    'limits: { bodyBytes: 16777216, eventLoopDelayMs: 60000, turnDelayMs: 600000 }',
  );
  const body = JSON.stringify({
    query: 'query($t: String) { echo(text: $t) }',
    variables: { t: 'x'.repeat(UNREAD) },
  });
  const request = `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokenFor('ada')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  unread = await hold(edge.url, '');
  unread.socket.pause();
  unread.socket.write(request);
  while (edge.executed.length === 0) await wait(100);
  unreadSince = performance.now();
});
afterAll(() => edge.close());

describe('a gateway under a flood of connections or with hostile request bodies', () => {
  let stack: Stack;
  let gateway: StackGateway;
  let token: string;
  beforeAll(async () => {
    stack = await startStack({ names: ['patients'] });
    gateway = await stack.gateway('flooded', { limits: { requestsPerMinute: 100_000 } });
    token = stack.issuer.token('ada', { roles: ['physician'] });
  });
  afterAll(() => stack.close(), 30_000);

  const head = (length: number) =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  /** Connects a few at a time, since the kernel drops connections beyond its queue. */
  async function holdMany(count: number, bytes: string): Promise<readonly Held[]> {
    const many: Held[] = [];
    while (many.length < count)
      many.push(...(await Promise.all(Array.from({ length: 50 }, () => hold(gateway.url, bytes)))));
    return many;
  }

  /** How long each of a number of queries took, in ms. */
  async function timesOf(count: number): Promise<readonly number[]> {
    const times: number[] = [];
    while (times.length < count) {
      const since = performance.now();
      const answer = await gateway.ask(token, { query: '{ patients(first: 3) { id name } }' });
      expect(answer).toMatchObject({ status: 200, errors: [] });
      times.push(performance.now() - since);
    }
    return times;
  }

  it('answers queries within 2 s, or at most 20 times as slowly as before, despite 2,000 idle and 400 slow connections, and closes all of these within 30 s', async () => {
    // Without the first query, which is planned.
    const before = (await timesOf(21)).slice(1);
    const idle = await holdMany(2_000, '');
    const heads = await holdMany(200, 'POST /graphql HTTP/1.1\r\nx: ');
    const bodies = await holdMany(200, `${head(1_000)}{`);
    const drip = setInterval(() => {
      for (const { socket } of [...heads, ...bodies]) if (socket.writable) socket.write('a');
    }, 500);
    try {
      // A busy machine slows both down.
      const slowest = Math.max(2_000, 20 * Math.max(...before));
      expect(Math.max(...(await timesOf(20)))).toBeLessThan(slowest);
      const times = await Promise.all([...idle, ...heads, ...bodies].map(({ closed }) => closed));
      expect(Math.max(...times)).toBeLessThan(30_000);
      for (const { received } of bodies)
        expect(received()).toMatch(/^HTTP\/1.1 408 .*REQUEST_TIMEOUT/s);
    } finally {
      clearInterval(drip);
    }
    expect(await gateway.readiness()).toBe(200);
  });

  it.each<[string, () => string, number, string | null]>([
    [
      'a variable of 200 KB of brackets with 413 REQUEST_TOO_LARGE',
      () =>
        `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      'a variable of 200 KB of nested objects with 413 REQUEST_TOO_LARGE',
      () =>
        `{"query":"{ __typename }","variables":{"a":${'{"a":'.repeat(33_000)}1${'}'.repeat(33_000)}}}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      'extensions of 200 KB of nested objects with 413 REQUEST_TOO_LARGE',
      () =>
        `{"query":"{ __typename }","extensions":${'{"a":'.repeat(33_000)}1${'}'.repeat(33_000)}}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      '200,000 brackets that never close with 413 REQUEST_TOO_LARGE',
      () => `{"query":"{ __typename }","variables":{"a":${'['.repeat(200_000)}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      'an Int variable of 200,000 digits with 400 BAD_REQUEST',
      () =>
        `{"query":"query($n: Int!) { patients(first: $n) { id } }","variables":{"n":${'9'.repeat(200_000)}}}`,
      400,
      'BAD_REQUEST',
    ],
    [
      '20,000 unused variables with status 200',
      () =>
        JSON.stringify({
          query: '{ __typename }',
          variables: Object.fromEntries(
            Array.from({ length: 20_000 }, (_item, index) => [`v${index}`, 1]),
          ),
        }),
      200,
      null,
    ],
    [
      'a variable of 1 MB of text with 413 REQUEST_TOO_LARGE',
      () => `{"query":"{ __typename }","variables":{"a":"${'x'.repeat(1_000_000)}"}}`,
      413,
      'REQUEST_TOO_LARGE',
    ],
  ])('answers %s, within a second', async (_what, body, status, code) => {
    const since = performance.now();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body(),
    });
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(/"code":"(\w+)"/.exec(text)?.[1] ?? null).toBe(code);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await gateway.readiness()).toBe(200);
  });
});

describe('a flood of requests over a limit', () => {
  const REFUSED = '"request refused"';
  const OVER = '"requests refused over a limit"';

  /** Sends requests with a token, and returns their statuses and the log lines, with the milliseconds that it took. */
  async function flood(yaml: string, token: string, count: number) {
    const flooded = await startEdge(yaml);
    const since = performance.now();
    const statuses: number[] = [];
    for (let sent = 0; sent < count; sent += 1) {
      const { status } = await fetch(`${flooded.url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"query":"{ hello }"}',
      });
      statuses.push(status);
    }
    const ms = performance.now() - since;
    await flooded.close();
    const { logged } = flooded;
    const over = logged.filter((line) => line.includes(OVER));
    return { statuses, refused: logged.filter((line) => line.includes(REFUSED)), over, ms };
  }

  it('logs a line for each of 60 requests without a valid token, then at most one a second', async () => {
    const { statuses, refused, over, ms } = await flood('', 'x.y.z', 200);
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([401]));
    expect(new Set(statuses.slice(60))).toEqual(new Set([429]));
    expect(refused).toHaveLength(60);
    expect(over.length).toBeGreaterThan(0);
    expect(over.length).toBeLessThanOrEqual(1 + ms / 1_000);
    expect(over[0]).toContain('"code":"UNAUTHENTICATED"');
  });

  it('logs at most one line a second about the requests of a caller over its limit', async () => {
    const limits = 'limits: { requestsPerMinute: 2, eventLoopDelayMs: 60000, turnDelayMs: 600000 }';
    const { statuses, refused, over, ms } = await flood(limits, tokenFor('ada'), 100);
    expect(statuses.slice(0, 2)).toEqual([200, 200]);
    expect(new Set(statuses.slice(2))).toEqual(new Set([429]));
    expect(refused).toEqual([]);
    expect(over.length).toBeGreaterThan(0);
    expect(over.length).toBeLessThanOrEqual(1 + ms / 1_000);
    expect(over[0]).toContain('"code":"RATE_LIMITED"');
  });
});

describe('a client that does not read its response', () => {
  it('is disconnected within 27 seconds, before it has received the whole response of 8 MB', async () => {
    // A client that doesn't read sees the closed connection only when it reads again.
    await wait(Math.max(0, unreadSince + 22_000 - performance.now()));
    const since = performance.now();
    unread.socket.resume();
    await unread.closed;
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(unread.received().length).toBeLessThan(UNREAD);
  });
});

describe('a subgraph response that does not end', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each<[string, (response: ServerResponse) => NodeJS.Timeout]>([
    [
      'a body byte by byte',
      (response) => {
        response.writeHead(200);
        return setInterval(() => response.write(' '), 50);
      },
    ],
    ['repeated interim responses', (response) => setInterval(() => response.writeProcessing(), 50)],
    ['nothing', () => setInterval(() => undefined, 50)],
  ])(
    'is given up after the timeout of 500 ms when the subgraph sends %s',
    async (_what, behave) => {
      const server = createServer((_request, response) => {
        const timer = behave(response);
        response.once('close', () => clearInterval(timer));
      });
      servers.push(server.listen(0, '127.0.0.1'));
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const client = createHttpClient({
        url,
        timeoutMs: 500,
        maxResponseBytes: 1_000,
        headers: {},
      });
      const since = performance.now();
      expect(await client.post('{}', null)).toBeNull();
      const took = performance.now() - since;
      expect(took).toBeGreaterThan(450);
      expect(took).toBeLessThan(2_000);
      await client.close();
    },
  );
});
