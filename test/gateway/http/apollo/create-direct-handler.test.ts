import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGraphGateway,
  type GraphGateway,
} from '../../../../gateway/pipeline/create-graph-gateway.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import type { FaultCode } from '../../../../gateway/platform/faults.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { atDepth, casesAtDepth } from '../../../support/depth.ts';
import { AUTHORIZATION as CALLERS } from '../../../support/callers.ts';
import { CLINIC } from '../../../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../../../support/in-process-graph.ts';
import { startEdge, tokenFor, type Edge } from '../../../support/edge.ts';
import { ROLES } from '../../../support/federated/draft.ts';
import { randomTrial, serveGraph } from '../../../support/federated/federated-graph.ts';
import { graphData } from '../../../support/federated/graph-data.ts';
import { nearlyValid } from '../../../support/federated/nearly-valid.ts';
import { randomAuthorization } from '../../../support/federated/random-caller.ts';
import { randomFailures } from '../../../support/federated/random-failures.ts';
import { randomGraph } from '../../../support/federated/random-graph.ts';
import {
  BODY_BYTES,
  randomHttpRequest,
  type HttpRequest,
} from '../../../support/federated/random-http-request.ts';
import { createRandom, hashOf } from '../../../support/federated/random.ts';

/** Two HTTP servers in front of one gateway: one executes most requests without Apollo Server, the other none. */
interface BothWays {
  readonly direct: Edge;
  readonly throughApolloServer: Edge;
  /** How many requests were executed without Apollo Server. */
  readonly directly: () => number;
  readonly close: () => Promise<void>;
}

async function startBothWays(yaml: string, gateway: GraphGateway | null = null): Promise<BothWays> {
  let directly = 0;
  const counted = gateway && {
    ...gateway,
    execute: (request: Parameters<GraphGateway['execute']>[0]) => {
      directly += 1;
      return gateway.execute(request);
    },
  };
  const direct = await startEdge(yaml, {}, counted);
  const throughApolloServer = await startEdge(yaml, {}, gateway, { isDirect: false });
  return {
    direct,
    throughApolloServer,
    directly: () => directly,
    close: async () => {
      await direct.close();
      await throughApolloServer.close();
    },
  };
}

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

/** Sends a request and returns all of its response, without the values that differ for each request. */
async function send(url: string, { method, path, headers, body }: HttpRequest): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest(new URL(path, url), { method, headers, agent }, resolve);
    sent.once('error', reject);
    if (body !== null) sent.setHeader('content-length', Buffer.byteLength(body));
    sent.end(body ?? undefined);
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const lines = [];
  for (let at = 0; at < response.rawHeaders.length; at += 2)
    lines.push(`${response.rawHeaders[at]}: ${response.rawHeaders[at + 1]}`);
  return withoutIds([`${response.statusCode}`, ...lines, text].join('\n'));
}

function withoutIds(text: string): string {
  return text
    .replace(/^date: .*$/im, 'date: –')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/"(time|received)":\s*("[^"]*"|\d+)/g, '"$1":0')
    .replaceAll(/;t=\d+/g, ';t=0');
}

/** A response, and what the server noted about its request. */
interface Exchange {
  readonly response: string;
  readonly outcomes: readonly string[];
  readonly refused: readonly string[];
  readonly logged: readonly string[];
  readonly untrusted: number;
  readonly noted: string;
}

/** Sends a request and returns its response and everything that the server noted about it. */
async function exchange(
  edge: Edge,
  request: HttpRequest,
  noted: () => readonly unknown[] = () => [],
): Promise<Exchange> {
  const { outcomes, refused, logged } = edge;
  const before = [outcomes.length, refused.length, logged.length, edge.untrusted()] as const;
  const response = await send(edge.url, request);
  return {
    response,
    outcomes: outcomes.slice(before[0]),
    refused: refused.slice(before[1]),
    logged: logged.slice(before[2]).map(withoutIds),
    untrusted: edge.untrusted() - before[3],
    noted: withoutIds(JSON.stringify(noted())),
  };
}

const AUTHORIZATION = `Bearer ${tokenFor('ada')}`;

function posted(body: unknown, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const LIMITS = `
limits:
  requestsPerMinute: 10000000
  unplannedPerMinute: 10000000
  unplannedPerMinuteInAll: 10000000
  eventLoopDelayMs: 60000
  turnDelayMs: 600000
  bodyBytes: ${BODY_BYTES}`;

const QUERY = 'query Q($id: ID! = "p1") { patient(id: $id) { nick ssn } }';
const SHA256 = hash('sha256', QUERY, 'hex');

describe('a request to /graphql', () => {
  let graph: InProcessGraph;
  let both: BothWays;
  beforeAll(async () => {
    graph = await createInProcessGraph(CLINIC, CALLERS);
    const log = createLog('error', { write: () => undefined });
    const parts = { ...graph.parts, introspection: true };
    const gateway = createGraphGateway(parts, { supergraphSdl: '', log });
    both = await startBothWays(
      `introspection: true\nserver: { get: true }\ndocuments: { automatic: true }${LIMITS}`,
      gateway,
    );
  });
  afterAll(async () => {
    await both.close();
    await graph.close();
  });

  const noted = () => graph.records.splice(0);

  /** Sends a request both ways, expects the same of both, and returns it with the number of direct executions. */
  async function compare(request: HttpRequest) {
    const before = both.directly();
    const found = await exchange(both.direct, request, noted);
    expect(found).toEqual(await exchange(both.throughApolloServer, request, noted));
    return { ...found, directly: both.directly() - before };
  }

  it.each<[string, number, HttpRequest]>([
    ['its document alone', 200, posted({ query: QUERY })],
    [
      'null for every other member',
      200,
      posted({ query: QUERY, variables: null, operationName: null, extensions: null }),
    ],
    ['variables', 200, posted({ query: QUERY, variables: { id: 'p2' } })],
    ['variables that do not fit', 400, posted({ query: QUERY, variables: { id: [] } })],
    ['the name of its operation', 200, posted({ query: QUERY, operationName: 'Q' })],
    ['the name of another operation', 400, posted({ query: QUERY, operationName: 'R' })],
    ['an empty name of an operation', 400, posted({ query: QUERY, operationName: '' })],
    ['unknown members', 200, posted({ query: QUERY, id: 'x', extensions: { a: 1 } })],
    ['its document and its SHA-256', 200, posted({ query: QUERY, documentId: `sha256:${SHA256}` })],
    ['the SHA-256 of a document that its caller registered', 200, posted({ documentId: SHA256 })],
    [
      'a charset',
      200,
      posted({ query: QUERY }, { 'content-type': 'application/json;charset=UTF-8' }),
    ],
    ['Accept: */*', 200, posted({ query: QUERY }, { accept: '*/*' })],
    [
      'Accept: application/graphql-response+json',
      200,
      posted({ query: QUERY }, { accept: 'application/graphql-response+json' }),
    ],
    ['Accept: text/html', 200, posted({ query: QUERY }, { accept: 'text/html' })],
    ['graphql-cost: report', 200, posted({ query: QUERY }, { 'graphql-cost': 'report' })],
  ])(
    'whose document is known is executed without Apollo Server, with the same response, record and outcome: %s',
    async (_what, status, request) => {
      const register = { version: 1, sha256Hash: SHA256 };
      const known = posted({ query: QUERY, extensions: { persistedQuery: register } });
      for (const edge of [both.direct, both.throughApolloServer]) await send(edge.url, known);
      graph.records.length = 0;
      expect(await compare(request)).toMatchObject({
        directly: 1,
        response: expect.stringMatching(`^${status}\n`),
      });
    },
  );

  it.each<[string, number, HttpRequest]>([
    ['a document for the first time', 200, posted({ query: '{ patient(id: "p2") { nick } }' })],
    ['an invalid document', 400, posted({ query: '{ nothing }' })],
    ['no document', 400, posted({ variables: {} })],
    ['an empty document', 400, posted({ query: '' })],
    ['a document that is no text', 400, posted({ query: [QUERY] })],
    ['a parsed document', 400, posted({ query: { kind: 'Document' } })],
    ['variables as a text', 400, posted({ query: QUERY, variables: '{}' })],
    ['variables as a list', 400, posted({ query: QUERY, variables: [] })],
    ['a number as the name of an operation', 400, posted({ query: QUERY, operationName: 1 })],
    ['extensions as a list', 400, posted({ query: QUERY, extensions: [] })],
    [
      'a persisted query of another version',
      400,
      posted({ query: QUERY, extensions: { persistedQuery: { version: 2 } } }),
    ],
    ['an id that is not known', 200, posted({ documentId: 'a'.repeat(64) })],
    [
      'an id of another text',
      400,
      posted({ query: QUERY, documentId: `sha256:${'a'.repeat(64)}` }),
    ],
    ['a list of requests', 400, posted([{ query: QUERY }])],
    ['a text as its body', 400, posted('"x"')],
    ['malformed JSON', 400, posted('{"query":')],
    ['plain text', 415, posted({ query: QUERY }, { 'content-type': 'text/plain' })],
    [
      'GET',
      200,
      {
        ...posted({}),
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent(QUERY)}`,
        body: null,
      },
    ],
  ])(
    'is answered by Apollo Server, or refused before, in any other case: %s',
    async (_what, status, request) => {
      for (const edge of [both.direct, both.throughApolloServer])
        await send(edge.url, posted({ query: QUERY }));
      graph.records.length = 0;
      expect(await compare(request)).toMatchObject({
        directly: 0,
        response: expect.stringMatching(`^${status}\n`),
      });
    },
  );

  it('of the public audits of the GraphQL over HTTP specification has the same response both ways, with a known document too', async () => {
    const requests: HttpRequest[] = [];
    const audits = serverAudits({
      url: `${both.direct.url}/graphql`,
      fetchFn: async (url: string, init: RequestInit = {}) => {
        const { pathname, search } = new URL(url);
        const headers = {
          ...(init.headers as Record<string, string>),
          authorization: AUTHORIZATION,
        };
        const method = init.method === 'POST' ? 'POST' : 'GET';
        const body = typeof init.body === 'string' ? init.body : null;
        requests.push({ method, path: pathname + search, headers, body });
        // Both count as many requests.
        await fetch(url.replace(both.direct.url, both.throughApolloServer.url), {
          ...init,
          headers,
        });
        return fetch(url, { ...init, headers });
      },
    });
    for (const { fn } of audits) await fn();
    const before = both.directly();
    for (const request of requests.flatMap((each) => [each, each])) await compare(request);
    expect(requests.length).toBeGreaterThan(50);
    expect(both.directly() - before).toBeGreaterThan(40);
  });
});

/*
 * Random requests over generated graphs, by random callers. `npm test` sends the same 120 always, `npm run test:deep`
 * 10,000 new ones; `TEST_SEED=7` repeats those of a failure. Each is sent twice, so that its document is known.
 */
const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  120,
  10_000,
);
const PER_GRAPH = atDepth(40, 100);

describe(`random requests (TEST_SEED=${SEED})`, () => {
  it(
    'have the same response, record, log and counts with and without Apollo Server',
    async () => {
      const statuses = new Map<string, number>();
      let sent = 0;
      let directly = 0;
      for (let number = 0; sent < RUNS; number += 1) {
        const found = await compareOnGraph(number);
        for (const status of found.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
        sent += found.statuses.length / 2;
        directly += found.directly;
      }
      for (const expected of EXPECTED)
        expect([expected, statuses.get(expected) ?? 0]).not.toEqual([expected, 0]);
      expect(directly / sent).toBeGreaterThan(0.3);
    },
    60_000 + RUNS * 100,
  );
});

/** An exchange without the number of requests that are left, and without the warning that is logged once per document. */
function repeatable(exchanged: Exchange): Exchange {
  const { response, logged } = exchanged;
  return {
    ...exchanged,
    response: response.replace(/^ratelimit: .*$/m, ''),
    logged: logged.filter((line) => !line.includes('a document is in no manifest')),
  };
}

/** Whether a request may register its document, or name it by a hash, so that the next one like it is answered otherwise. */
function namesDocument({ body }: Pick<HttpRequest, 'body'>): boolean {
  return /persistedQuery|documentId|doc_id|"id"/.test(String(body));
}

/** The statuses and first codes that even the slice has. */
const EXPECTED = [
  '200 ',
  '200 UNAUTHORIZED_FIELD_OR_TYPE',
  '200 SUBGRAPH_FAILED',
  '400 BAD_REQUEST',
  '400 BAD_USER_INPUT',
  '400 GRAPHQL_PARSE_FAILED',
  '400 GRAPHQL_VALIDATION_FAILED',
  '401 UNAUTHENTICATED',
  '403 DOCUMENT_NOT_TRUSTED',
  '413 REQUEST_TOO_LARGE',
  '415 UNSUPPORTED_MEDIA_TYPE',
  '429 RATE_LIMITED',
  '503 AUDIT_UNAVAILABLE',
];

const DOCUMENT_MODES = ['log', 'enforce', 'off'];

/** Sends random requests both ways to one graph, expects the same of both, and returns their statuses and first codes. */
async function compareOnGraph(
  number: number,
): Promise<{ readonly statuses: readonly string[]; readonly directly: number }> {
  const seed = hashOf(SEED, 'both ways', number);
  /** The code with which the pipeline refuses the request. */
  let refusal: FaultCode | null = null;
  const refuse = async (code: FaultCode) => {
    if (refusal === code) throw new GatewayError(code);
  };
  const graph = await serveGraph(randomGraph(seed), randomAuthorization(seed), {
    append: () => refuse('AUDIT_UNAVAILABLE'),
    chargeCost: () => refuse('RATE_LIMITED'),
    unplanned: {
      run: async (_context, work) => {
        await refuse('UNPLANNED_BUDGET');
        return work();
      },
    },
    // Half of the graphs remember no operation, so that each request executes the document that it is given.
    limits: { cacheMegabytes: number % 2 === 0 ? 0.01 : 128 },
  });
  if ('problems' in graph) return { statuses: [], directly: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'phi-direct-'));
  const random = createRandom(hashOf(seed, 'requests'));
  const trials = Array.from({ length: PER_GRAPH }, (_, index) =>
    randomTrial(graph, hashOf(seed, index)),
  );
  const listed = random.some(trials, PER_GRAPH / 4).map(({ operation }) => operation.query);
  const manifest = join(folder, 'manifest.json');
  writeFileSync(
    manifest,
    JSON.stringify(Object.fromEntries(listed.map((text) => [hash('md5', text, 'hex'), text]))),
  );
  const logged: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  const gateway = createGraphGateway(
    { ...graph.graph.parts, introspection: random.chance(50) },
    { supergraphSdl: '', log },
  );
  const both = await startBothWays(
    `
introspection: ${random.chance(50)}
server: { get: true }
authorization: { reach: { doctor: all, clerk: all, research: all } }
documents:
  mode: ${DOCUMENT_MODES[number % 3]}
  roles: { clerk: ${random.pick(['off', 'log', 'enforce'])} }
  manifests: ['${manifest}']
  automatic: ${random.chance(70)}
${LIMITS}`,
    gateway,
  );
  const noted = () => [
    graph.graph.records.splice(0),
    graph.graph.faults.splice(0).map(String),
    logged.splice(0),
  ];
  const statuses: string[] = [];
  try {
    for (const [index, { operation }] of trials.entries()) {
      graph.serve({
        data: graphData(graph.model, seed),
        relate: () => null,
        decided: [],
        fails: randomFailures(random.chance(30) ? hashOf(seed, index) : null),
      });
      refusal = random.chance(20)
        ? random.pick<FaultCode>(['AUDIT_UNAVAILABLE', 'RATE_LIMITED', 'UNPLANNED_BUDGET'])
        : null;
      const roles = random.some(ROLES, random.below(ROLES.length + 1));
      const asked = nearlyValid(graph.reference.schema, operation, hashOf(seed, index, 'change'));
      const { headers, ...request } = randomHttpRequest(
        random.chance(50) ? { ...operation } : asked,
        random,
      );
      const authorization = `Bearer ${tokenFor('caller', { roles })}`;
      const authorized = { ...request, headers: { authorization, ...headers } };
      let first: Exchange | null = null;
      for (const time of ['first', 'second']) {
        const expected = await exchange(both.throughApolloServer, authorized, noted);
        const found = await exchange(both.direct, authorized, noted);
        const at = { seed, index, time, request: authorized };
        expect({ ...at, ...found }).toEqual({ ...at, ...expected });
        const isRepeated = first?.response.startsWith('200') && !namesDocument(request);
        const before = isRepeated ? first : null;
        expect({ ...at, ...repeatable(found) }).toEqual({ ...at, ...repeatable(before ?? found) });
        first = found;
        statuses.push(
          `${/^\d+/.exec(found.response)?.[0]} ${/"code":"(\w+)"/.exec(found.response)?.[1] ?? ''}`,
        );
      }
    }
  } finally {
    await both.close();
    await graph.close();
    rmSync(folder, { recursive: true });
  }
  return { statuses, directly: both.directly() };
}
