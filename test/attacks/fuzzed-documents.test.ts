import { describe, expect, it } from '@jest/globals';
import { createGraphGateway } from '../../gateway/pipeline/create-graph-gateway.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { atDepth } from '../support/depth.ts';
import { startEdge, tokenFor } from '../support/edge.ts';
import { ROLES } from '../support/federated/draft.ts';
import {
  randomTrial,
  serveGraph,
  type FederatedGraph,
} from '../support/federated/federated-graph.ts';
import { graphData } from '../support/federated/graph-data.ts';
import { nearlyValid, type FuzzedRequest } from '../support/federated/nearly-valid.ts';
import { randomAuthorization } from '../support/federated/random-caller.ts';
import { randomGraph } from '../support/federated/random-graph.ts';
import { createRandom, hashOf } from '../support/federated/random.ts';

/*
 * Valid and nearly valid documents over generated graphs, sent over HTTP: whatever a client writes, no answer is
 * a 5xx. `npm test` sends the same 300 always, `npm run test:deep` 1,000, `npm run fuzz` 50,000.
 *
 *   FUZZ_RUNS=200000 …   more documents
 *   FUZZ_SEED=7 …        others
 *   FUZZ_GRAPH=123 …     those of the one graph that a failure names
 */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? atDepth(300, 1_000));
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const ONLY = process.env['FUZZ_GRAPH'];
const PER_GRAPH = 100;

describe(`valid and nearly valid GraphQL documents (seed ${SEED})`, () => {
  it(
    'sent to generated graphs get every expected 200 and 400 outcome at least once, and never a 5xx or an error in the log',
    async () => {
      const statuses = new Map<string, number>();
      const failures: string[] = [];
      let sent = 0;
      for (let number = 0; sent < RUNS && failures.length < 5; number += 1) {
        const seed = ONLY === undefined ? hashOf(SEED, 'fuzz', number) : Number(ONLY);
        const found = await fuzz(seed);
        for (const { outcome, failure } of found) {
          statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
          if (failure === null) continue;
          failures.push(failure);
          // Printed immediately, since a long run may be interrupted.
          process.stderr.write(`${failure}\n`);
        }
        sent += found.length;
        if (RUNS > 1_000 && number % 50 === 49)
          process.stderr.write(`${sent} documents: ${describeCounts(statuses)}\n`);
        if (ONLY !== undefined) break;
      }
      expect(failures.slice(0, 5)).toEqual([]);
      // A run without answers, or without refusals, would prove nothing.
      for (const outcome of EXPECTED) expect(statuses.get(outcome) ?? 0).toBeGreaterThan(0);
    },
    600_000 + RUNS * 100,
  );
});

const EXPECTED =
  ONLY === undefined
    ? [
        '200',
        '200 UNAUTHORIZED_FIELD_OR_TYPE',
        '400 BAD_USER_INPUT',
        '400 GRAPHQL_PARSE_FAILED',
        '400 GRAPHQL_VALIDATION_FAILED',
        '400 OPERATION_NOT_SUPPORTED',
        '400 OPERATION_RESOLUTION_FAILURE',
      ]
    : [];

interface Outcome {
  /** The status and the code of the first error. */
  readonly outcome: string;
  /** How to send it again; null where all is well. */
  readonly failure: string | null;
}

/** Sends the documents of one graph; none where it doesn't compose. */
async function fuzz(seed: number): Promise<readonly Outcome[]> {
  const graph = await serveGraph(randomGraph(seed), randomAuthorization(seed), {});
  if ('problems' in graph) return [];
  graph.serve({
    data: graphData(graph.model, seed),
    relate: () => null,
    decided: [],
    fails: () => false,
  });
  const logged: string[] = [];
  const log = createLog('error', { write: (line: string) => void logged.push(line) });
  const gateway = createGraphGateway(
    { ...graph.graph.parts, introspection: seed % 2 === 0 },
    { supergraphSdl: '', log },
  );
  const edge = await startEdge(
    `introspection: ${String(seed % 2 === 0)}\nlimits: { requestsPerMinute: 10000000, unplannedPerMinute: 10000000, unplannedPerMinuteInAll: 10000000 }`,
    {},
    gateway,
  );
  try {
    const outcomes: Outcome[] = [];
    for (let index = 0; index < PER_GRAPH; index += 1) {
      const request = fuzzedRequest(graph, hashOf(seed, index));
      const response = await send(edge.url, request, hashOf(seed, index, 'caller'));
      const faults = [...logged.splice(0), ...graph.graph.faults.splice(0).map(String)];
      const isFailed = response.status >= 500 || faults.length > 0;
      outcomes.push({
        outcome: `${response.status} ${response.code}`.trim(),
        failure: isFailed
          ? `FUZZ_GRAPH=${seed} npm run fuzz\n${JSON.stringify(request)}\n${response.text}${faults.join('\n')}`
          : null,
      });
    }
    return outcomes;
  } finally {
    await edge.close();
    await graph.close();
  }
}

function fuzzedRequest(graph: FederatedGraph, seed: number): FuzzedRequest {
  return nearlyValid(
    graph.reference.schema,
    randomTrial(graph, seed).operation,
    hashOf(seed, 'change'),
  );
}

async function send(url: string, request: FuzzedRequest, seed: number) {
  const random = createRandom(seed);
  const token = tokenFor('fuzz', { roles: random.some(ROLES, random.below(ROLES.length + 1)) });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    code: /"extensions":\{"code":"(\w+)"/.exec(text)?.[1] ?? '',
  };
}

function describeCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([outcome, count]) => `${outcome}: ${count}`)
    .join(', ');
}
