import { describe, expect, it } from '@jest/globals';
import { findLookups } from '../../../directives/operation/lookups.ts';
import { failuresOf } from '../../../directives/release/failures.ts';
import { authorizeLookups } from '../../../directives/release/authorize-lookups.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const GRAPH = unitGraph(`
  type Query { lab(id: ID): Lab  labs(ids: [ID]): [Lab]  clinic: Clinic  doctor: Doctor }
  type Clinic { lab(id: ID): Lab }
  type Lab @key(fields: "id") @patient(id: "owner") { id: ID! owner: ID }
  type Doctor @key(fields: "id") { id: ID! }
`);

const P1: Pick<UnitRequest, 'roles' | 'claims' | 'own'> = {
  roles: { self: 'self' },
  claims: { self: ['p1'] },
  own: 'p1',
};

const holding = (value: unknown) => (key: string) => ({ [key]: value });

const lab = (owner: string | null) => ({ __typename: 'Lab', owner });

async function authorized(
  query: string,
  data: (key: string) => object,
  {
    failed = [],
    isUnanswered = false,
    ...request
  }: Partial<UnitRequest> & {
    readonly failed?: readonly (readonly (string | number)[])[];
    readonly isUnanswered?: boolean;
  } = {},
) {
  const { selection, reach, decisions } = await GRAPH.decide({
    ...P1,
    ...request,
    query,
  });
  const { schema, policy } = GRAPH;
  const dispositions = selection.fields.map(() => 'fetch' as const);
  const lookups = findLookups(selection, { dispositions, policy });
  const key = lookups[0]?.innerPath.at(-1) ?? '';
  const plan = {
    schema,
    decisions,
    dispositions,
    argumentRolesIds: new Map(),
    customRules: new Map(),
    boundToOne: new Set<number>(),
    recordInputs: new Map(),
    weights: new Map(),
  };
  const failures = failuresOf(
    failed.map((path) => path.map((each) => (each === 'KEY' ? key : each))),
  );
  const found = { data: data(key), failures, isUnanswered };
  return [...authorizeLookups(plan, lookups, { found, reach }).values()];
}

const LAB = '{ lab(id: 1) { id } }';
const LABS = '{ labs(ids: [1, 2]) { id } }';
const NESTED = '{ clinic { lab(id: 1) { id } } }';

describe('the authorization of a lookup of records by id', () => {
  it.each([
    ["the caller's own record", LAB, holding(lab('p1'))],
    ['a record without a patient', LAB, holding(lab(null))],
    ['an object of an unknown type', LAB, holding({ __typename: 'X' })],
    ["a list with the caller's own record", LABS, holding([lab('p2'), lab('p1')])],
    [
      'a record below a namespace object',
      NESTED,
      (key: string) => ({ clinic: { [key]: lab('p1') } }),
    ],
  ])('by a patient accepts %s', async (_what, query, data) => {
    expect(await authorized(query, data)).toEqual([]);
  });

  it.each([
    ['the record of another patient', LAB, holding(lab('p2'))],
    ['a missing record', LAB, holding(null)],
    ['an empty list', LABS, holding([])],
    ['a list with the record of another patient and null', LABS, holding([lab('p2'), null])],
    ['a record below a missing namespace object', NESTED, () => ({ clinic: null })],
  ])('by a patient refuses %s with the reason "reach"', async (_what, query, data) => {
    expect(await authorized(query, data)).toEqual(['reach']);
  });

  it('by a patient refuses with the reason "reach" if the subgraph failed on the record or on its patient', async () => {
    expect(await authorized(LAB, holding(null), { failed: [['KEY']] })).toEqual(['reach']);
    expect(await authorized(LAB, holding(lab(null)), { failed: [['KEY', 'owner']] })).toEqual([
      'reach',
    ]);
    expect(await authorized(LABS, holding([lab(null)]), { failed: [['KEY', 0, 'owner']] })).toEqual(
      ['reach'],
    );
  });

  it('by a patient accepts a record if its lookup failed without a response, and refuses null without an error with the reason "reach"', async () => {
    const failed = [['KEY']];
    expect(await authorized(LAB, holding(null), { failed, isUnanswered: true })).toEqual([]);
    // Another lookup of the same document was answered.
    expect(await authorized(LAB, holding(null), { isUnanswered: true })).toEqual(['reach']);
  });

  it('by a doctor refuses with the reason "consent" if the patient denies the caller, also in a list', async () => {
    const relationships = new Map([
      [
        'p2',
        { careTeam: true, deniesActor: true, denies: new Set<never>(), permits: new Set<never>() },
      ],
    ]);
    const request = { roles: { doctor: 'all' as const }, requiresConsent: true, relationships };
    expect(await authorized(LAB, holding(lab('p2')), request)).toEqual(['consent']);
    expect(await authorized(LABS, holding([lab('p2'), lab('p3')]), request)).toEqual(['consent']);
  });
});
