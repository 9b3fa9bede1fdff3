import { describe, expect, it } from '@jest/globals';
import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
  isObjectType,
} from 'graphql';
import { ALL_ROLES } from '../../../directives/operation/effective-roles.ts';
import { compileLeaf } from '../../../directives/release/compile-leaf.ts';
import { ROOT_OWNER } from '../../../directives/release/owner.ts';
import type { CompletionState } from '../../../directives/release/program.ts';
import { DEIDENTIFY_METHODS } from '../../../directives/spec.ts';
import { DOCTOR, graph } from './record-graph.ts';

const Json = new GraphQLScalarType({ name: 'Json' });
const NULLABLE = [GraphQLString, GraphQLID, GraphQLInt, GraphQLFloat, GraphQLBoolean, Json];
const TYPES = NULLABLE.flatMap((type) => [type, new GraphQLNonNull(type)]);

const VALUES: readonly unknown[] = [
  '',
  'MRN 00-12-34-56',
  'ÄÖÜß-AB-漢字',
  '\ud800',
  '1980-02-01',
  '90+',
  '12345-6789',
  'Ana Ruiz',
  'x'.repeat(10_000),
  0,
  -0,
  45,
  1920,
  1.5,
  2_147_483_648,
  1e300,
  Infinity,
  Number.NaN,
  true,
  false,
  [],
  ['a'],
  {},
  { id: 'p1' },
  JSON.parse('{"__proto__":1,"constructor":2}'),
  null,
  undefined,
];

function stateOf(): CompletionState {
  return {
    deidentify: {
      pseudonym: (_category, value) => `pseudonym of ${value}`,
      year: 2026,
      smallAreas: new Set(['036']),
    },
    withheld: [],
    ordersLists: false,
    pseudonymousCount: 0,
    hidesUnreached: true,
    isReachLimited: false,
    hidesDenied: true,
    accesses: [],
    path: [],
    errors: [],
    furtherErrors: 0,
    cost: 0,
    completeObject: () => null,
  };
}

describe('a leaf', () => {
  it('has the same value whether it is converted or completed, for each type, method and value', async () => {
    const { decisions } = await graph.decide({ query: '{ lab { id } }', ...DOCTOR });
    const parent = graph.schema.getType('Lab');
    if (!isObjectType(parent)) throw new Error('no type');
    let converted = 0;
    for (const type of TYPES)
      for (const method of [null, ...DEIDENTIFY_METHODS]) {
        const field = { parent, name: 'nick', type, method, weight: 1, rolesIds: [ALL_ROLES] };
        const { convert, complete } = compileLeaf(decisions, field);
        for (const value of VALUES) {
          const state = stateOf();
          const short = value == null ? null : (convert?.(value, state.deidentify) ?? null);
          const long = complete(state, value, ROOT_OWNER, undefined);
          // What is not converted to a value is completed in any case.
          if (short === null) continue;
          expect([type, method, short]).toEqual([type, method, long]);
          expect(state.errors).toEqual([]);
          converted += 1;
        }
      }
    expect(converted).toBeGreaterThan(200);
  });

  it('fails with SUBGRAPH_FAILED if its type cannot hold the value, by each method', async () => {
    const { decisions } = await graph.decide({ query: '{ lab { id } }', ...DOCTOR });
    const parent = graph.schema.getType('Lab');
    if (!isObjectType(parent)) throw new Error('no type');
    const type = GraphQLString;
    for (const method of [null, ...DEIDENTIFY_METHODS]) {
      const field = { parent, name: 'nick', type, method, weight: 1, rolesIds: [ALL_ROLES] };
      const state = stateOf();
      compileLeaf(decisions, field).complete(state, { id: 'p1' }, ROOT_OWNER, undefined);
      expect([method, state.errors]).toMatchObject([method, [{ code: 'SUBGRAPH_FAILED' }]]);
    }
  });

  it('is not converted where more than its value decides: in a list, and for an enum', async () => {
    const { decisions } = await graph.decide({ query: '{ lab { id } }', ...DOCTOR });
    const parent = graph.schema.getType('Lab');
    const kind = graph.schema.getType('Kind');
    if (!isObjectType(parent) || kind === undefined || !('getValues' in kind))
      throw new Error('no type');
    for (const type of [new GraphQLList(GraphQLString), kind, new GraphQLNonNull(kind)]) {
      const field = { parent, name: 'nick', type, method: null, weight: 1, rolesIds: [ALL_ROLES] };
      expect(compileLeaf(decisions, field).convert).toBeNull();
    }
  });
});
