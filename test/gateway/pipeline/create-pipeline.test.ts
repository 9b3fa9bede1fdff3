import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { clientSchemaText } from '../../../schema/client-schema.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import { limitsSchema } from '../../../gateway/pipeline/limits/limits-config.ts';
import { createPipeline, type Pipeline } from '../../../gateway/pipeline/create-pipeline.ts';
import { AUTHORIZATION, doctor } from '../../support/callers.ts';
import { contextOf } from '../../support/in-process-graph.ts';
import { composeMarked } from '../../support/compose-subgraphs.ts';

const SSN = '999-00-4711';
const lines: string[] = [];
let pipeline: Pipeline;
let executor: GatewayExecutor | null;

const fail = () => Promise.reject(new Error(`no route to ${SSN}`));

beforeAll(async () => {
  const composed = composeMarked({
    a: `type Query { find(ssn: String! = "x" @phi @role(anyOf: ["doctor"])): Int broken: Int }`,
  });
  if (!composed.ok) throw new Error('not composed');
  pipeline = await createPipeline({
    ...composed,
    clientSchema: clientSchemaText(composed.supergraphSdl),
    authorization: AUTHORIZATION,
    relationships: null,
    policySource: null,
    onExecuted: () => undefined,
    onRuleFailed: () => undefined,
    customRules: new Map(),
    pseudonymKey: null,
    smallAreas: new Set(),
    limits: limitsSchema('/').parse({ selections: 3, cost: 1_000, cacheMegabytes: 16 }),
    chargeCost: () => Promise.resolve(),
    unplannedBudget: { run: async (_context, work) => work() },
    introspection: false,
    append: () => Promise.reject(new Error(`disk of ${SSN}`)),
    log: createLog('debug', { write: (line) => lines.push(line) }),
    now: () => 0,
    subgraph: {
      maxBytesInFlight: 10_000_000,
      connect: () => ({ query: fail, mutate: fail, close: () => Promise.resolve() }),
    },
  });
  ({ executor } = await pipeline.gateway.load({ apollo: {} }));
});
afterAll(() => pipeline.close());

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  lines.length = 0;
  const request = {
    document: parse(query),
    queryHash: createHash('sha256').update(query).digest('hex'),
    request: { query, variables },
    context: contextOf(doctor),
  };
  return JSON.parse(
    JSON.stringify(await executor?.(request as unknown as Parameters<GatewayExecutor>[0])),
  );
}

describe('the request pipeline', () => {
  it.each<[string, string, Record<string, unknown>, string, number, number]>([
    [
      'a reserved response key (400 GRAPHQL_VALIDATION_FAILED)',
      '{ _phi_0: broken }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      400,
      0,
    ],
    [
      'too many fields (400 OPERATION_TOO_COMPLEX)',
      '{ a: broken b: broken c: broken d: broken }',
      {},
      'OPERATION_TOO_COMPLEX',
      400,
      0,
    ],
    [
      'null for a non-null argument (400 BAD_USER_INPUT)',
      'query($s: String = "x") { find(ssn: $s) }',
      { s: null },
      'BAD_USER_INPUT',
      400,
      0,
    ],
    [
      'an invalid variable (400 BAD_USER_INPUT)',
      'query($s: String!) { find(ssn: $s) }',
      { s: [SSN] },
      'BAD_USER_INPUT',
      400,
      0,
    ],
    [
      'an unexpected error in the ledger (500 INTERNAL_SERVER_ERROR)',
      `{ find(ssn: "${SSN}") }`,
      {},
      'INTERNAL_SERVER_ERROR',
      500,
      1,
    ],
  ])(
    'responds with an error code, and no value of the request in response or log, to %s',
    async (...row) => {
      const [, query, variables, code, status, logged] = row;
      const answered = await ask(query, variables);
      expect(answered).toEqual({
        errors: [{ message: expect.any(String), extensions: { code, http: { status } } }],
      });
      expect(lines).toHaveLength(logged);
      expect(JSON.stringify([answered, lines])).not.toContain('4711');
    },
  );
});
