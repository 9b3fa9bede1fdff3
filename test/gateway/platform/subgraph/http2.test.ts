import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallObserver } from '../../../../gateway/platform/subgraph/create-resilient-call.ts';
import type { SubgraphClient } from '../../../../gateway/platform/subgraph/create-subgraph-client.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';
import { selfSigned } from '../../../support/self-signed.ts';
import { testConnect } from '../../../support/test-connect.ts';

type Respond = (stream: ServerHttp2Stream) => void;

const DATA = '{"data":{"a":1}}';
const ANSWER = { data: { a: 1 }, errorPaths: [], isRejected: false };
const answer: Respond = (stream) => {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200 });
  stream.end(DATA);
};
const hang: Respond = () => undefined;

const certificate = selfSigned();
const ca = join(mkdtempSync(join(tmpdir(), 'phi-http2-')), 'ca.pem');
writeFileSync(ca, certificate.cert);
const context = contextOf(callerOf(['doctor']));

let server: Http2SecureServer;
let respond: Respond = answer;
const sessions = new Set<Http2Session>();
const sockets = new Set<Socket>();
/** How often each body arrived. */
const arrived = new Map<string, number>();
/** Error codes of RST_STREAM frames (RFC 9113, section 6.4), and 0 for streams that ended. */
const ends: number[] = [];
let events: string[] = [];
const clients: SubgraphClient[] = [];

beforeAll(async () => {
  server = createSecureServer(certificate);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on('sessionError', () => undefined);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined).once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream) => {
    let body = '';
    stream.on('error', () => undefined);
    stream.once('close', () => void ends.push(stream.rstCode));
    stream.setEncoding('utf8').on('data', (text: string) => void (body += text));
    stream.on('end', () => {
      if (body !== '') arrived.set(body, (arrived.get(body) ?? 0) + 1);
      // A stream that the gateway or the server has ended has no request.
      if (body !== '') respond(stream);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const session of sessions) session.destroy();
  arrived.clear();
  ends.length = 0;
  events = [];
  respond = answer;
});
afterAll(() => void server.close());

const observer: CallObserver = {
  ended: (failure) => void events.push(failure?.code ?? 'answered'),
  retried: () => void events.push('retried'),
  circuitChanged: () => undefined,
};

function connect(settings: Readonly<Record<string, unknown>> = {}, to: Server = server) {
  const url = `https://127.0.0.1:${(to.address() as AddressInfo).port}/graphql`;
  const client = testConnect({
    http2: true,
    tls: { ca },
    circuitBreaker: null,
    retries: 0,
    timeoutMs: 3_000,
    connectionsPerCaller: 64,
    ...settings,
  })({ name: 'a', url, observer });
  clients.push(client);
  return client;
}

const numbered = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('a subgraph with `http2`', () => {
  it('gets 20 queries at a time on one connection, and a mutation on another', async () => {
    const { query, mutate } = connect();
    await query('first', context, null);
    const held: ServerHttp2Stream[] = [];
    respond = (stream) => {
      held.push(stream);
      if (held.length === 20) for (const each of held) answer(each);
    };
    const answers = numbered(20).map((body) => query(body, context, null));
    expect(await Promise.all(answers)).toEqual(answers.map(() => ANSWER));
    expect(sessions.size).toBe(1);
    respond = answer;
    expect(await mutate('{}', context, null)).toEqual(ANSWER);
    expect(sessions.size).toBe(2);
  });

  it('gets HTTP/1.1, and as many queries at a time as the setting connections says, if it does not accept HTTP/2', async () => {
    const versions: string[] = [];
    const waiting: (() => void)[] = [];
    const old = createServer(certificate, ({ httpVersion }, response) => {
      versions.push(httpVersion);
      waiting.push(() => void response.end(DATA));
      if (versions.length >= 8) for (const end of waiting.splice(0)) end();
    }).listen(0, '127.0.0.1');
    await once(old, 'listening');
    const { query } = connect({ connections: 8 }, old);
    const answers = numbered(8).map((body) => query(body, context, null));
    expect(await Promise.all(answers)).toEqual(answers.map(() => ANSWER));
    expect(new Set(versions)).toEqual(new Set(['1.1']));
    old.closeAllConnections();
    old.close();
  });

  it('has the stream of a query that exceeds its timeout reset, while the connection stays', async () => {
    const { query } = connect({ timeoutMs: 500 });
    await query('first', context, null);
    respond = hang;
    expect(await query('late', context, null)).toBeNull();
    respond = answer;
    expect(await query('next', context, null)).toEqual(ANSWER);
    expect(events).toEqual(['answered', 'SUBGRAPH_LATE', 'answered']);
    expect(ends).toHaveLength(3);
    expect(sessions.size).toBe(1);
  });

  it('has the stream of a query reset when the client disconnects, and the query does not count as failed', async () => {
    const { query } = connect();
    await query('first', context, null);
    const leaving = new AbortController();
    const reset = new Promise((resolve) => {
      respond = (stream) => {
        stream.once('close', () => resolve('reset'));
        leaving.abort();
      };
    });
    expect(await query('left', context, leaving.signal)).toBeNull();
    expect(await reset).toBe('reset');
    expect(events).toEqual(['answered']);
  });

  it.each([
    ['an oversized response without a content-length', {}],
    ['a response whose content-length is too large', { 'content-length': '5000' }],
  ])(
    'makes a query fail with SUBGRAPH_TOO_LARGE without waiting for the end of %s',
    async (_, headers) => {
      respond = (stream) => {
        stream.respond({ ':status': 200, ...headers });
        stream.write('x'.repeat(2_000));
      };
      expect(await connect({ maxResponseBytes: 1_024 }).query('{}', context, null)).toBeNull();
      expect(events).toEqual(['SUBGRAPH_TOO_LARGE']);
    },
  );
});

/**
 * How the server ends each eighth request, and whether other requests on the connection may end with it. The server answers the
 * others after a while.
 */
const FAULTS: [string, Respond, boolean][] = [
  ['GOAWAY', ({ session }) => session?.goaway(constants.NGHTTP2_NO_ERROR), true],
  ['a graceful end', ({ session }) => session?.close(), true],
  [
    'GOAWAY and a closed connection',
    ({ session }) => {
      session?.goaway(constants.NGHTTP2_NO_ERROR);
      session?.destroy();
    },
    true,
  ],
  [
    'GOAWAY with an error',
    ({ session }) => {
      session?.goaway(constants.NGHTTP2_INTERNAL_ERROR, 0);
      session?.destroy();
    },
    true,
  ],
  [
    'a cut connection',
    ({ session }) => {
      const port = session?.socket.remotePort;
      for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
    },
    true,
  ],
  ['a reset stream', (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR), false],
  ['a refused stream', (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM), false],
  ['a canceled stream', (stream) => stream.close(constants.NGHTTP2_CANCEL), false],
];

/** Sets the streams that the server admits to none, and waits until its clients know. */
async function admitNoStreams(): Promise<void> {
  const settings = { maxConcurrentStreams: 0 };
  await Promise.all(
    [...sessions].map(
      (session) => new Promise<void>((resolve) => session.settings(settings, () => resolve())),
    ),
  );
}

const isLost = (response: unknown) => response === null;

describe('a hostile subgraph with `http2`', () => {
  it.each(FAULTS)(
    'that ends some requests by %s makes at most as many mutations fail (and queries, if the connection stays open), gets no request twice, and is called again later',
    async (_, fault, endsConnection) => {
      const { query, mutate } = connect();
      await query('first', context, null);
      let requests = 0;
      let faults = 0;
      respond = (stream) => {
        requests += 1;
        if (requests % 8 !== 0) setTimeout(answer, 10, stream);
        else {
          faults += 1;
          fault(stream);
        }
      };
      const mutations = numbered(20, 'mutation').map((body) => mutate(body, context, null));
      const queries = numbered(20, 'query').map((body) => query(body, context, null));
      const changed = await Promise.all(mutations);
      const read = await Promise.all(queries);
      expect(faults).toBeGreaterThan(2);
      expect(changed.filter(isLost).length).toBeLessThanOrEqual(faults);
      expect(read.filter(isLost).length).toBeLessThanOrEqual(endsConnection ? 20 : faults);
      const results = [...changed, ...read];
      const answered = results.filter((response) => !isLost(response));
      expect(answered).toEqual(answered.map(() => ANSWER));
      const failed = results.filter(isLost).map(() => 'SUBGRAPH_UNREACHABLE');
      expect(events.filter((event) => event !== 'answered')).toEqual(failed);
      expect([...arrived].filter(([, times]) => times > 1)).toEqual([]);
      expect(events).toHaveLength(41);
      respond = answer;
      expect(await query('later', context, null)).toEqual(ANSWER);
      expect(await mutate('later mutation', context, null)).toEqual(ANSWER);
    },
  );

  it('that stops admitting streams makes queries fail as SUBGRAPH_LATE', async () => {
    const { query } = connect({ timeoutMs: 500 });
    await query('first', context, null);
    await admitNoStreams();
    expect(await query('second', context, null)).toBeNull();
    expect(events).toEqual(['answered', 'SUBGRAPH_LATE']);
    expect([...arrived.keys()]).toEqual(['first']);
  });

  it('that stops admitting streams does not keep queries waiting once the gateway closes its client', async () => {
    const { query, close } = connect({ timeoutMs: 60_000 });
    await query('first', context, null);
    await admitNoStreams();
    const pending = query('second', context, null);
    const ended = pending.then(() => 'ended');
    const WAITING = 'waiting';
    expect(await Promise.race([ended, pause(50, WAITING)])).toBe(WAITING);
    await close();
    expect(await Promise.race([ended, pause(2_000, WAITING, { ref: false })])).toBe('ended');
    expect(await pending).toBeNull();
    expect(events).toEqual(['answered']);
  });

  it('that refuses each stream gets a query twice with retries: 1', async () => {
    respond = (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM);
    expect(await connect({ retries: 1 }).query('{}', context, null)).toBeNull();
    expect(arrived.get('{}')).toBe(2);
    expect(events).toEqual(['retried', 'SUBGRAPH_UNREACHABLE']);
  });
});

/** Connects with the default retries and circuit breaker. */
function connectByDefault() {
  const { port } = server.address() as AddressInfo;
  const client = testConnect({ http2: true, tls: { ca } })({
    name: 'a',
    url: `https://127.0.0.1:${port}/graphql`,
    observer: { ...observer, circuitChanged: () => void events.push('circuit changed') },
  });
  clients.push(client);
  return client;
}

describe('a subgraph with `http2` and otherwise default settings', () => {
  /** Contexts of three callers, since one caller may use only some of the connections. */
  const contexts = ['a', 'b', 'c'].map((subject) => contextOf(callerOf(['doctor'], { subject })));

  it.each<[string, Respond]>([
    ['GOAWAY', ({ session }) => session?.goaway(constants.NGHTTP2_NO_ERROR)],
    ['a graceful end of the connection', ({ session }) => session?.close()],
  ])(
    'loses none of 30 queries that were under way on a connection at %s, and keeps its circuit closed',
    async (_what, end) => {
      const { query } = connectByDefault();
      await query('first', context, null);
      const started = new Set<ServerHttp2Stream>();
      let connections = 0;
      respond = (stream) => {
        started.add(stream);
        if (started.size < 30) return;
        connections = sessions.size;
        respond = answer;
        end(stream);
      };
      const answers = numbered(30).map((body, index) =>
        query(body, contexts[index % contexts.length] ?? context, null),
      );
      expect(await Promise.all(answers)).toEqual(answers.map(() => ANSWER));
      expect(connections).toBe(1);
      const retried = numbered(30).map(() => 'retried');
      expect(events.toSorted()).toEqual([...numbered(31).map(() => 'answered'), ...retried]);
    },
  );

  it('makes a mutation fail that was under way at GOAWAY, does not send it again, and sends the next one on a new connection', async () => {
    const { mutate } = connectByDefault();
    respond = ({ session }) => session?.goaway(constants.NGHTTP2_NO_ERROR);
    expect(await mutate('first', context, null)).toBeNull();
    respond = answer;
    expect(await mutate('second', context, null)).toEqual(ANSWER);
    expect([...arrived]).toEqual([
      ['first', 1],
      ['second', 1],
    ]);
    expect(events).toEqual(['SUBGRAPH_UNREACHABLE', 'answered']);
  });
});
