import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, callerWithoutRoles, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());

interface Row {
  readonly what: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly isSelected: boolean;
}

const ROWS: readonly Row[] = [
  ...[true, false].map((x) => ({
    what: `@include(if: $x) with $x ${x}`,
    query: 'query($x: Boolean!) { patient(id: "p1") { nick ssn @include(if: $x) } }',
    variables: { x },
    isSelected: x,
  })),
  ...[true, false].map((x) => ({
    what: `@skip(if: $x) with $x ${x}`,
    query: 'query($x: Boolean!) { patient(id: "p1") { nick ssn @skip(if: $x) } }',
    variables: { x },
    isSelected: !x,
  })),
  {
    what: '@include with a default of true',
    query: 'query($x: Boolean! = true) { patient(id: "p1") { nick ssn @include(if: $x) } }',
    isSelected: true,
  },
  {
    what: '@include with a default of false',
    query: 'query($x: Boolean! = false) { patient(id: "p1") { nick ssn @include(if: $x) } }',
    isSelected: false,
  },
  {
    what: '@include with a default of false and the variable true',
    query: 'query($x: Boolean! = false) { patient(id: "p1") { nick ssn @include(if: $x) } }',
    variables: { x: true },
    isSelected: true,
  },
  {
    what: '@skip on a fragment spread',
    query:
      'query($x: Boolean!) { patient(id: "p1") { nick ...F @skip(if: $x) } } fragment F on Patient { ssn }',
    variables: { x: true },
    isSelected: false,
  },
  {
    what: '@include on an inline fragment',
    query: 'query($x: Boolean!) { patient(id: "p1") { nick ... @include(if: $x) { ssn } } }',
    variables: { x: false },
    isSelected: false,
  },
  {
    what: '@skip and @include on one field, with one of them excluding it',
    query: '{ patient(id: "p1") { nick ssn @skip(if: true) @include(if: true) } }',
    isSelected: false,
  },
  {
    what: '@skip on a fragment that contains a field with @include',
    query: '{ patient(id: "p1") { nick ... @skip(if: true) { ssn @include(if: true) } } }',
    isSelected: false,
  },
  {
    what: 'selected twice and skipped once',
    query: '{ patient(id: "p1") { nick ssn ssn @skip(if: true) } }',
    isSelected: true,
  },
];

describe('a field with @skip or @include', () => {
  it.each(ROWS)(
    'is fetched for a permitted caller, and recorded as released or denied, only if it is included: $what, included: $isSelected',
    async (row) => {
      const { query, variables = {}, isSelected } = row;
      const denied = await attempt(clinic, { query, variables, caller: research });
      expect(denied).toMatchObject({
        data: { patient: isSelected ? { nick: 'nick0', ssn: null } : { nick: 'nick0' } },
        errors: isSelected ? ['UNAUTHORIZED_FIELD_OR_TYPE patient.ssn'] : [],
        denied: isSelected ? ['Patient.ssn role 1'] : [],
        released: [],
      });
      expect(denied.records).toMatchObject([
        { kind: isSelected ? 'denial' : 'access', accesses: [], patients: ['p1'] },
      ]);
      expect(denied.asked).not.toContain('people Patient.ssn');

      const full = await attempt(clinic, { query, variables, caller: doctor });
      expect(full.released).toEqual(isSelected ? ['Patient.ssn full p1 p1'] : []);
      expect(full.asked.includes('people Patient.ssn')).toBe(isSelected);
    },
  );

  it.each([
    ['is not given', {}],
    ['is null', { x: null }],
    ['is not a boolean', { x: 'true' }],
  ])(
    'makes its operation fail with BAD_USER_INPUT before anything is fetched or recorded if the variable of its condition %s',
    async (_how, variables) => {
      const query = 'query($x: Boolean!) { patient(id: "p1") { nick ssn @include(if: $x) } }';
      for (const caller of [research, doctor])
        expect(await attempt(clinic, { query, variables, caller })).toMatchObject({
          ...refusedWith('BAD_USER_INPUT'),
          records: [],
        });
    },
  );

  it('is not served from a cache for another value of the condition', async () => {
    const query = 'query($x: Boolean!) { patient(id: "p1") { nick ssn @include(if: $x) } }';
    for (const x of [true, false, true, false]) {
      const { data } = await attempt(clinic, { query, variables: { x }, caller: doctor });
      expect(data).toEqual({ patient: { nick: 'nick0', ...(x ? { ssn: '999-00-0000' } : {}) } });
    }
  });
});

describe('conditions, fragments and aliases across subgraphs', () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    [
      'a condition on a field next to a field of another subgraph',
      'query($b: Boolean!) { patient(id: "p2") { risk nick @include(if: $b) } }',
      { b: false },
      { patient: { risk: 1 } },
    ],
    [
      'a condition in another subgraph',
      'query($b: Boolean!) { patient(id: "p2") { nick risk @include(if: $b) labs { code @include(if: $b) id } } }',
      { b: false },
      { patient: { nick: 'nick1', labs: [{ id: 'l2' }] } },
    ],
    [
      'an aliased field with arguments inside of two fragments',
      '{ patient(id: "p1") { ... on Being { id ... on Patient { x: label(text: "t") } } } }',
      {},
      { patient: { id: 'p1', x: 't:nick0' } },
    ],
    [
      '__typename inside of a fragment on an @interfaceObject',
      '{ beings { ... on Being { __typename rating } } }',
      {},
      {
        beings: [
          { __typename: 'Patient', rating: 0 },
          { __typename: 'Doctor', rating: 0 },
          null,
          { __typename: 'Patient', rating: null },
          { __typename: 'Doctor', rating: 1 },
        ],
      },
    ],
    [
      'aliased __typename inside of a fragment on an @interfaceObject',
      '{ beings { ... on Patient { kind: __typename rating } } }',
      {},
      {
        beings: [{ kind: 'Patient', rating: 0 }, {}, null, { kind: 'Patient', rating: null }, {}],
      },
    ],
  ])(
    'return the data that the GraphQL specification asks for: %s',
    async (_what, query, variables, data) => {
      const outcome = await attempt(clinic, { query, variables, caller: doctor });
      expect(outcome).toMatchObject({ data, errors: [] });
    },
  );

  it('cause no fetch and no audit record if @skip leaves nothing selected', async () => {
    const query = '{ patient(id: "p1") @skip(if: true) { ssn } }';
    expect(await attempt(clinic, { query, caller: callerWithoutRoles })).toMatchObject({
      data: {},
      errors: [],
      sent: [],
      records: [],
    });
  });
});
