import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallObserver } from '../../../../gateway/platform/subgraph/create-resilient-call.ts';
import type { SubgraphClient } from '../../../../gateway/platform/subgraph/create-subgraph-client.ts';
import { parseSubgraphResponse } from '../../../../gateway/platform/subgraph/parse-subgraph-response.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';
import { testConnect } from '../../../support/test-connect.ts';

type Respond = (response: ServerResponse) => void;

const DATA = '{"data":{"a":1}}';
const ANSWER = { data: { a: 1 }, errorPaths: [], isRejected: false };
const answer: Respond = (response) => void response.end(DATA);
const cut: Respond = (response) => void response.destroy();
const hang: Respond = () => undefined;
const status =
  (code: number, body = '<h1>Unavailable</h1>'): Respond =>
  (response) =>
    void response.writeHead(code).end(body);

let server: Server;
let url: string;
let received = 0;
/** What becomes of the requests, in the order of their arrival; the last one is for all further requests. */
let script: readonly Respond[] = [];
let events: string[] = [];
const clients: SubgraphClient[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      (script[received] ?? script.at(-1))?.(response);
      received += 1;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  received = 0;
  events = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const observer: CallObserver = {
  ended: (failure) => void events.push(failure?.code ?? 'answered'),
  retried: () => void events.push('retried'),
  circuitChanged: (failures) => void events.push(failures === null ? 'closed' : 'opened'),
};
const context = contextOf(callerOf(['doctor']));

function connect(settings: Readonly<Record<string, unknown>> = {}): SubgraphClient {
  const client = testConnect({ timeoutMs: 3_000, ...settings })({ name: 'a', url, observer });
  clients.push(client);
  return client;
}

const TRANSIENT: [string, Respond][] = [
  ['a cut connection', cut],
  ['status 502 without GraphQL', status(502)],
  ['status 503 without GraphQL', status(503, '')],
  ['status 504 without GraphQL', status(504)],
];

describe('a query to a subgraph', () => {
  it.each(TRANSIENT)(
    'is sent again after %s, and the response to the second attempt is returned',
    async (_, fails) => {
      script = [fails, answer];
      expect(await connect().query('{}', context, null)).toEqual(ANSWER);
      expect(received).toBe(2);
      expect(events).toEqual(['retried', 'answered']);
    },
  );

  it('is sent again once by default, and otherwise as often as the setting retries says', async () => {
    script = [status(503)];
    expect(await connect().query('{}', context, null)).toBeNull();
    expect(received).toBe(2);
    expect(await connect({ retries: 3 }).query('{}', context, null)).toBeNull();
    expect(received).toBe(6);
    expect(await connect({ retries: 0 }).query('{}', context, null)).toBeNull();
    expect(received).toBe(7);
    expect(events.filter((event) => event !== 'retried')).toEqual(
      Array.from({ length: 3 }, () => 'SUBGRAPH_MALFORMED'),
    );
  });

  it.each<[string, Respond, string]>([
    ['GraphQL errors with status 503', status(503, '{"errors":[{"message":"x"}]}'), 'answered'],
    ['status 500', status(500), 'SUBGRAPH_MALFORMED'],
    ['status 429', status(429), 'SUBGRAPH_MALFORMED'],
    ['a page with status 200', status(200), 'SUBGRAPH_MALFORMED'],
    ['an oversized response', status(200, 'x'.repeat(2_000)), 'SUBGRAPH_TOO_LARGE'],
    ['no response in time', hang, 'SUBGRAPH_LATE'],
  ])('is not sent again after %s', async (_, respond, code) => {
    script = [respond, answer];
    const timeoutMs = code === 'SUBGRAPH_LATE' ? 300 : 10_000;
    await connect({ maxResponseBytes: 1_024, timeoutMs }).query('{}', context, null);
    expect(received).toBe(1);
    expect(events).toEqual([code]);
  });

  it('has one timeout for all attempts together', async () => {
    script = [(response) => void setTimeout(cut, 1_200, response), hang];
    const started = performance.now();
    expect(await connect({ timeoutMs: 1_600 }).query('{}', context, null)).toBeNull();
    expect(performance.now() - started).toBeGreaterThan(1_500);
    expect(performance.now() - started).toBeLessThan(2_700);
    expect(events).toEqual(['retried', 'SUBGRAPH_LATE']);
  });

  it('is not sent again, nor reported as failed, once the client has disconnected', async () => {
    const leaving = new AbortController();
    script = [
      (response) => {
        response.writeHead(503).end();
        response.once('finish', () => leaving.abort());
      },
      answer,
    ];
    const { query } = connect({ retries: 3 });
    expect(await query('{}', context, leaving.signal)).toBeNull();
    expect(received).toBe(1);
    expect(events).toEqual([]);
  });

  it('is sent again in only one of ten cases if all queries fail', async () => {
    script = [status(503)];
    const { query } = connect({ circuitBreaker: null, queue: 1_000, connections: 64 });
    const wave = () => Promise.all(Array.from({ length: 100 }, () => query('{}', null, null)));
    await wave();
    expect(received).toBe(110);
    await wave();
    expect(received).toBe(220);
  });
});

describe('the response of a subgraph', () => {
  it.each([
    ['below 4 KB with its length', 3, true],
    ['below 4 KB without its length', 3, false],
    ['above 4 KB with its length', 2_000, true],
    ['above 4 KB without its length', 2_000, false],
  ])(
    'is parsed as its whole text is, if it arrives in chunks that split characters, %s',
    async (_, count, hasLength) => {
      const text = JSON.stringify({ data: { name: 'é😀'.repeat(count) } });
      const chunks = splitCharacters(Buffer.from(text));
      expect(chunks.length).toBeGreaterThan(8);
      script = [
        (response) => {
          if (hasLength) response.setHeader('content-length', Buffer.byteLength(text));
          void sendSlowly(response, chunks);
        },
      ];
      expect(await connect().query('{}', context, null)).toEqual(parseSubgraphResponse(text));
    },
  );
});

/** Splits UTF-8 inside of about a dozen characters. */
function splitCharacters(bytes: Buffer): readonly Buffer[] {
  const inside = [...bytes.keys()].filter((at) => ((bytes[at] ?? 0) & 0xc0) === 0x80);
  const step = Math.ceil(inside.length / 12);
  const cuts = [0, ...inside.filter((_at, index) => index % step === 0), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

/** Sends each chunk in a turn of the event loop of its own, so that it is received by itself. */
async function sendSlowly(response: ServerResponse, chunks: readonly Buffer[]): Promise<void> {
  for (const chunk of chunks) {
    response.write(chunk);
    await new Promise(setImmediate);
  }
  response.end();
}

describe('a mutation to a subgraph', () => {
  it.each(TRANSIENT)('is not sent again after %s', async (_, fails) => {
    script = [fails, answer];
    expect(await connect({ retries: 3 }).mutate('{}', context, null)).toBeNull();
    expect(received).toBe(1);
  });
});

describe('the circuit breaker of a subgraph', () => {
  const circuitBreaker = { minCalls: 4, openSeconds: 1 };

  it('refuses queries, retries and mutations without sending them after four failed attempts, until a later query is answered', async () => {
    script = [cut, cut, cut, cut, answer];
    const { query, mutate } = connect({ circuitBreaker, retries: 3 });
    expect(await query('{}', context, null)).toBeNull();
    expect(events).toEqual(['retried', 'retried', 'retried', 'opened', 'SUBGRAPH_UNREACHABLE']);
    expect(await query('{}', context, null)).toBeNull();
    expect(await mutate('{}', context, null)).toBeNull();
    expect(received).toBe(4);
    expect(events.slice(5)).toEqual(['SUBGRAPH_CIRCUIT_OPEN', 'SUBGRAPH_CIRCUIT_OPEN']);
    // A timer can fire up to a millisecond early.
    await new Promise((resolve) => void setTimeout(resolve, 1_010));
    expect(await query('{}', context, null)).toEqual(ANSWER);
    expect(events.slice(7)).toEqual(['closed', 'answered']);
  });

  it('does not open for canceled queries, oversized responses and queries that are refused as busy', async () => {
    script = [hang];
    const canceled = connect({ circuitBreaker, connectionsPerCaller: 5, queuePerCaller: 0 });
    const signals = Array.from({ length: 10 }, () => AbortSignal.timeout(50));
    await Promise.all(signals.map((signal) => canceled.query('{}', context, signal)));
    script = [status(200, 'x'.repeat(2_000))];
    const { query } = connect({ circuitBreaker, maxResponseBytes: 1_024 });
    for (let count = 0; count < 6; count += 1) await query('{}', context, null);
    const busy = Array.from({ length: 5 }, () => 'SUBGRAPH_BUSY');
    const large = Array.from({ length: 6 }, () => 'SUBGRAPH_TOO_LARGE');
    expect(events).toEqual([...busy, ...large]);
  });

  it('does not apply to calls without an observer', async () => {
    script = [cut];
    const { query, close } = testConnect({ circuitBreaker })({ name: 'a', url });
    for (let count = 0; count < 10; count += 1) await query('{}', null, null);
    expect(received).toBe(20);
    await close();
  });
});

describe('the queue of calls to a subgraph', () => {
  it('holds two calls per caller and three in all if so configured; further calls fail at once as SUBGRAPH_BUSY', async () => {
    script = [hang];
    const settings = { connections: 2, connectionsPerCaller: 1, queue: 3, queuePerCaller: 2 };
    const { query } = connect(settings);
    const other = contextOf(callerOf(['nurse'], { subject: 'another' }));
    const ended: string[] = [];
    const ask = (name: string, from: typeof context) =>
      void query('{}', from, null).then(() => ended.push(name));
    for (const name of ['a1', 'a2', 'a3', 'a4']) ask(name, context);
    for (const name of ['b1', 'b2', 'b3']) ask(name, other);
    await once(server, 'request');
    await once(server, 'request');
    await new Promise(setImmediate);
    expect(ended).toEqual(['a4', 'b3']);
    expect(events).toEqual(['SUBGRAPH_BUSY', 'SUBGRAPH_BUSY']);
    expect(received).toBeLessThanOrEqual(2);
  });
});
