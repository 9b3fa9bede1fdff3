import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import fastify from 'fastify';
import { buildSchema } from 'graphql';
import { serveHttp2 } from '../../../gateway/http/connection/serve-http2.ts';
import { shedLoad } from '../../../gateway/http/shed-load.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import type { GraphGateway } from '../../../gateway/pipeline/create-graph-gateway.ts';
import { TURNS } from '../../../gateway/platform/turns.ts';
import { startEdge, tokenFor, type Edge } from '../../support/edge.ts';
import { keysOf } from '../../../gateway/reports/catalog/filter-spec.ts';
import { openHttp2 } from '../../support/http2-client.ts';
import { localGateway } from '../../support/local-gateway.ts';
import { selfSigned } from '../../support/self-signed.ts';

const { cert, key } = selfSigned();

let edge: Edge | null = null;
afterEach(async () => {
  await edge?.close();
  edge = null;
});

const query = (at: Edge, signal: AbortSignal | null = null) =>
  fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenFor('ada')}`, 'content-type': 'application/json' },
    body: '{"query":"{ hello }"}',
    signal,
  });

/** A gateway whose operations wait. */
function waiting(): { readonly gateway: GraphGateway; readonly waiters: (() => void)[] } {
  const waiters: (() => void)[] = [];
  const hello = async () => {
    await new Promise<void>((resolve) => waiters.push(resolve));
    return 'late';
  };
  const { gateway } = localGateway(buildSchema('type Query { hello: String }'), { hello });
  return { gateway, waiters };
}

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nhost: gateway\r\n\r\n`;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

describe('a gateway with as many operations under way as limits.operationsUnderWay', () => {
  const LIMIT = 'limits: { operationsUnderWay: 2 }';

  it('refuses another operation with 503 OVERLOADED and Retry-After, stays ready, and answers the operations under way', async () => {
    const { gateway, waiters } = waiting();
    edge = await startEdge(LIMIT, {}, gateway);
    const underWay = [query(edge), query(edge)];
    await until(() => waiters.length === 2);
    const refused = await query(edge);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'OVERLOADED' } }],
    });
    expect(edge.refused).toEqual(['OVERLOADED']);
    expect(edge.outcomes).toEqual(['OVERLOADED']);
    expect((await fetch(`${edge.url}/health/ready`)).status).toBe(200);
    for (const resume of waiters) resume();
    const answered = await Promise.all(underWay);
    expect(answered.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('accepts as many operations again once those under way are answered', async () => {
    const { gateway, waiters } = waiting();
    const at = await startEdge(LIMIT, {}, gateway);
    edge = at;
    for (const round of [1, 2, 3]) {
      const sent = [query(at), query(at)];
      await until(() => waiters.length === 2 * round || at.refused.length > 0);
      for (const resume of waiters) resume();
      const statuses = (await Promise.all(sent)).map(({ status }) => status);
      expect(statuses).toEqual([200, 200]);
    }
  });

  it('does not count requests whose bodies have not arrived', async () => {
    const at = await startEdge(LIMIT);
    edge = at;
    const { port } = new URL(at.url);
    const head = `POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${tokenFor('eve')}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`;
    const slow = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
    await Promise.all(slow.map(async (socket) => once(socket, 'connect')));
    for (const socket of slow) socket.write(head);
    // Sent after them, so that the gateway has read their heads.
    for (const round of [1, 2, 3]) expect([round, (await query(at)).status]).toEqual([round, 200]);
    expect(at.refused).toEqual([]);
    for (const socket of slow) socket.destroy();
  });

  it('accepts another operation once the client of one under way has disconnected', async () => {
    const { gateway, waiters } = waiting();
    edge = await startEdge(LIMIT, {}, gateway);
    const gone = new AbortController();
    const underWay = query(edge);
    await until(() => waiters.length === 1);
    const left = query(edge, gone.signal).catch(() => null);
    await until(() => waiters.length === 2);
    gone.abort();
    await left;
    // The gateway notices a moment later.
    const isAccepted = until(() => waiters.length === 3);
    let third = query(edge);
    while ((await Promise.race([third, isAccepted]))?.status === 503) third = query(edge);
    for (const resume of waiters) resume();
    expect((await underWay).status).toBe(200);
    expect((await third).status).toBe(200);
  });
});

/** Sends the beginning of a request or all of it. Returns the function that disconnects. */
const SENT = {
  'HTTP/1.1': async (port: number) => {
    const client = connectTls({ port, host: '127.0.0.1', ca: cert, ALPNProtocols: ['http/1.1'] });
    await once(client, 'secureConnect');
    client.write(GET('/'));
    return () => void client.destroy();
  },
  'HTTP/2, one stream': async (port: number) => {
    const { session } = await openHttp2(`https://127.0.0.1:${port}`, { ca: cert });
    const stream = session.request({ ':path': '/' });
    return () => stream.close(constants.NGHTTP2_CANCEL, () => session.close());
  },
  'HTTP/2': async (port: number) => {
    const { session } = await openHttp2(`https://127.0.0.1:${port}`, { ca: cert });
    session.request({ ':path': '/' }).on('error', () => undefined);
    return () => session.destroy();
  },
} as const;

describe('requests that a client sends before it has the response to an earlier one', () => {
  it('hold no place once the client has disconnected', async () => {
    const { gateway, waiters } = waiting();
    edge = await startEdge('limits: { operationsUnderWay: 3 }', {}, gateway);
    const body = '{"query":"{ hello }"}';
    const request = `POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${tokenFor('eve')}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const client = connect(Number(new URL(edge.url).port), '127.0.0.1');
    client.write(request.repeat(3));
    await until(() => waiters.length === 3);
    client.destroy();
    const answers: Promise<Response>[] = [];
    const end = Date.now() + 10_000;
    while (answers.length < 3 && Date.now() < end) {
      const before = waiters.length;
      const sent = query(edge);
      await Promise.race([sent, until(() => waiters.length > before || Date.now() > end)]);
      if (waiters.length > before) answers.push(sent);
    }
    for (const resume of waiters) resume();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  it('are answered in their order', async () => {
    edge = await startEdge('');
    const client = connect(Number(new URL(edge.url).port), '127.0.0.1');
    client.end(['/health/live', '/nothing', '/health/live'].map(GET).join(''));
    let text = '';
    for await (const data of client) text += String(data);
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 404',
      'HTTP/1.1 200',
    ]);
  });
});

describe('a request whose client disconnects before its token is checked', () => {
  it.each(keysOf(SENT))('over %s is neither executed nor counted', async (protocol) => {
    const app = fastify({ https: { cert, key, ALPNProtocols: ['h2', 'http/1.1'] } });
    serveHttp2(app.server);
    const { onRequest, preHandler } = await shedLoad(app, {
      limits: {
        bodyBytes: 1_000,
        operationsUnderWay: 1,
        eventLoopDelayMs: 60_000,
        turnDelayMs: 60_000,
      },
      onRefusal: () => undefined,
      log: createLog('error', { write: () => undefined }),
    });
    const checks: (() => void)[] = [];
    let executed = 0;
    app.route({
      method: ['GET', 'POST'],
      url: '/',
      onRequest: [
        onRequest,
        (_request, _reply, done) => {
          checks.push(done);
        },
      ],
      preHandler,
      handler: async () => {
        executed += 1;
        return 'answer';
      },
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const closed = new Promise<void>((resolve) => {
      app.server.once('request', (_request, response) => response.once('close', resolve));
    });
    const disconnect = await SENT[protocol](port);
    await until(() => checks.length === 1);
    disconnect();
    await closed;
    checks[0]?.();
    const other = await openHttp2(`https://127.0.0.1:${port}`, { ca: cert });
    const next = other.send({ path: '/' });
    await until(() => checks.length === 2 || executed > 0);
    checks[1]?.();
    expect((await next).status).toBe(200);
    expect(executed).toBe(1);
    other.close();
    await app.close();
  });
});

describe('a gateway in which an operation has waited for its turn longer than limits.turnDelayMs', () => {
  it('refuses operations with 503 only when at least 16 are under way, and none once the operation has begun', async () => {
    const { gateway, waiters } = waiting();
    const at = await startEdge('limits: { turnDelayMs: 10, eventLoopDelayMs: 60000 }', {}, gateway);
    edge = at;
    const busy = new AbortController();
    const takeTurns = async (): Promise<void> => {
      await TURNS.goOn(0);
      if (!busy.signal.aborted) await takeTurns();
    };
    const taking = takeTurns();
    const begun = TURNS.begin();
    const answers: Promise<Response>[] = [];
    const send = async () => {
      const before = waiters.length + at.refused.length;
      answers.push(query(at));
      await until(() => waiters.length + at.refused.length > before);
    };
    await new Promise((resolve) => void setTimeout(resolve, 100));
    while (waiters.length < 16) await send();
    expect(at.refused).toEqual([]);
    while (at.refused.length === 0 && waiters.length < 500) await send();
    expect(at.refused).toEqual(['OVERLOADED']);
    busy.abort();
    await Promise.all([taking, begun]);
    for (let count = 0; count < 20; count += 1) await send();
    expect(at.refused).toEqual(['OVERLOADED']);
    for (const resume of waiters) resume();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200)).toEqual([503]);
  });
});

describe('a gateway whose event loop delay exceeds limits.eventLoopDelayMs', () => {
  it('refuses operations with 503 only when at least 16 are under way', async () => {
    const { gateway, waiters } = waiting();
    edge = await startEdge('limits: { eventLoopDelayMs: 10 }', {}, gateway);
    // This process runs the gateway, so blocking it makes the loop late.
    const blocking = setInterval(() => {
      const end = performance.now() + 30;
      while (performance.now() < end);
    }, 35);
    const answers: Promise<Response>[] = [];
    const at = edge;
    const send = async () => {
      const before = waiters.length;
      answers.push(query(at));
      await until(() => waiters.length > before || at.refused.length > 0);
    };
    while (waiters.length < 16) await send();
    expect(at.refused).toEqual([]);
    while (at.refused.length === 0 && waiters.length < 500) await send();
    clearInterval(blocking);
    for (const resume of waiters) resume();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.slice(0, 16)).toEqual(Array(16).fill(200));
    expect(statuses.at(-1)).toBe(503);
  });

  it('refuses none below the limit, even if each turn of its event loop takes longer than a sample of the delay', async () => {
    const { gateway, waiters } = waiting();
    edge = await startEdge('limits: { eventLoopDelayMs: 60000 }', {}, gateway);
    const at = edge;
    const answers = Array.from({ length: 16 }, () => query(at));
    await until(() => waiters.length === 16);
    for (const round of [1, 2, 3]) {
      const end = performance.now() + 300;
      while (performance.now() < end);
      answers.push(query(at));
      await until(() => waiters.length === 16 + round || at.refused.length > 0);
    }
    expect(at.refused).toEqual([]);
    for (const resume of waiters) resume();
    expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
  });
});
