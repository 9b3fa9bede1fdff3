import { describe, expect, it } from '@jest/globals';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query { cells: [Cell] @phi @role(anyOf: ["doctor"], deidentified: ["research"]) people: [Person] all: [Person!] wards: [Ward] sealed: [Ward] @phi @role(anyOf: ["doctor"], deidentified: ["research"]) tags: [Tag] @phi @role(anyOf: ["doctor"], deidentified: ["research"]) }
  type Tag @key(fields: "code") { code: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor", "research"]) names: [String] @phi(deidentify: INITIALS) @role(anyOf: ["doctor"], deidentified: ["research"]) teams: [[String!]] @phi(deidentify: INITIALS) @role(anyOf: ["doctor"], deidentified: ["research"]) }
  type Cell { code: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor"]) name: String @phi(deidentify: INITIALS) @role(anyOf: ["doctor"], deidentified: ["research"]) }
  type Person @key(fields: "key") @patient(id: "of") {
    key: ID!
    of: ID
    id: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor"], deidentified: ["research"])
    code: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor"])
    note: String
    must: Int!
    rank: Int
  }
  type Ward { code: ID @phi(deidentify: PSEUDONYM) @role(anyOf: ["doctor", "research"]) note: String }
`);
const RESEARCH: Omit<UnitRequest, 'query'> = { roles: { research: 'all' } };
const OWN: Omit<UnitRequest, 'query'> = {
  roles: { research: 'self' },
  claims: { research: ['p1'] },
};

const pseudonym = (_category: unknown, value: string): string => `~${value}`;
const person = (note: unknown, more: object = {}): object => ({
  __typename: 'Person',
  key: 'k',
  of: 'p1',
  id: '1',
  must: 1,
  rank: null,
  note,
  ...more,
});

describe('the order of a released list', () => {
  it('of objects under pseudonyms is that of their released values, nulls last, with errors at the new positions', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ people { note rank must } }' });
    const people = [
      person('c', { rank: 'x' }),
      person('b', { must: null }),
      person('a', { rank: 'x' }),
      null,
      person('a', { rank: 'x' }),
    ];
    const { data, errors } = release({ people });
    expect(data).toEqual({
      people: [
        { note: 'a', rank: null, must: 1 },
        { note: 'a', rank: null, must: 1 },
        { note: 'c', rank: null, must: 1 },
        null,
        null,
      ],
    });
    expect(errors.map(({ path }) => path.join('.'))).toEqual([
      'people.0.rank',
      'people.1.rank',
      'people.2.rank',
      expect.stringMatching(/^people\.[34]\.must$/),
    ]);
  });

  it('of entities without a pseudonym is kept, and suppressed values go last unless lists are served as they are', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ tags { names } }' });
    const tags = [
      { __typename: 'Tag', names: ['Bo', '', null, 'Ada'] },
      { __typename: 'Tag', names: ['Ada'] },
    ];
    expect(release({ tags }).data).toEqual({
      tags: [{ names: ['B.', 'A.', null, null] }, { names: ['A.'] }],
    });
    expect(release({ tags }, { ordersLists: false }).data).toEqual({
      tags: [{ names: ['B.', null, null, 'A.'] }, { names: ['A.'] }],
    });
  });

  it('has items nulled by a suppressed value last, with error paths that hide their positions', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ tags { teams } }' });
    const tags = [{ __typename: 'Tag', teams: [['Bo', ''], ['Ada'], ['Cy', 'Di', '']] }];
    const { data, errors } = release({ tags });
    expect(data).toEqual({ tags: [{ teams: [['A.'], null, null] }] });
    expect(errors.map(({ path }) => path.join('.'))).toEqual([
      'tags.0.teams.1.0',
      'tags.0.teams.2.0',
    ]);
  });

  it('omits a null item in a list of patients for callers limited to some patients, and keeps it for a role with access to all', async () => {
    const people = [person('a'), null, person('b', { of: 'p2' })];
    const own = await graph.decide({ ...OWN, query: '{ people { note } }' });
    expect(own.release({ people }).data).toEqual({ people: [{ note: 'a' }] });
    const doctor = await graph.decide({ roles: { doctor: 'all' }, query: '{ people { note } }' });
    expect(doctor.release({ people }).data).toEqual({
      people: [{ note: 'a' }, null, { note: 'b' }],
    });
  });

  it('is kept for roles that do not see the pseudonyms of the objects', async () => {
    const clerk = await graph.decide({ roles: { clerk: 'all' }, query: '{ people { note } }' });
    const people = [person('b'), person('a')];
    expect(clerk.release({ people }).data).toEqual({ people: [{ note: 'b' }, { note: 'a' }] });
  });

  it('is kept below a de-identified field for roles that do not see the pseudonyms of the objects', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ cells { name } }' });
    const cells = ['Bo', 'Al'].map((name) => ({ __typename: 'Cell', name }));
    expect(release({ cells }).data).toEqual({ cells: [{ name: 'B.' }, { name: 'A.' }] });
  });

  it('is kept if only __typename is selected, which is the same for each object', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ people { __typename } }' });
    const { data } = release({ people: [null, person('a')] });
    expect(data).toEqual({ people: [null, { __typename: 'Person' }] });
  });

  it('does not show in errors where objects of patients out of reach were: they share one error without an index', async () => {
    const { release } = await graph.decide({ ...OWN, query: '{ people { note rank } }' });
    const people = [person('b', { rank: 'x' }), person('z', { of: 'p2' }), person('a')];
    const { data, errors } = release({ people }, { reportsUnreached: true });
    expect(data).toEqual({
      people: [
        { note: 'a', rank: null },
        { note: 'b', rank: null },
      ],
    });
    expect(errors.map(({ path }) => path)).toEqual([
      ['people', '@'],
      ['people', 1, 'rank'],
    ]);
  });

  it('is hidden in the error of an item that nulls the whole list: its path has the index 0', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ all { must } }' });
    const { data, errors } = release({
      all: [person('a'), person('b'), person('c', { must: null })],
    });
    expect(data).toEqual({ all: null });
    expect(errors.map(({ path }) => path)).toEqual([['all', 0, 'must']]);
  });

  it('is that of the subgraph if lists are configured to be served as they are', async () => {
    const { release } = await graph.decide({
      ...RESEARCH,
      query: '{ people { note } all { must } }',
    });
    const { data, errors } = release(
      { people: [person('b'), person('a')], all: [person('a'), person('c', { must: null })] },
      { ordersLists: false },
    );
    expect(data).toEqual({ people: [{ note: 'b' }, { note: 'a' }], all: null });
    expect(errors.map(({ path }) => path)).toEqual([['all', 1, 'must']]);
  });

  it('of objects without a key is kept if the field above is seen in full, and sorted if it is seen de-identified', async () => {
    const wards = ['b', 'a'].map((note) => ({ __typename: 'Ward', note }));
    const { release } = await graph.decide({
      ...RESEARCH,
      query: '{ wards { note } sealed { code } }',
    });
    expect(release({ wards }).data).toMatchObject({ wards: [{ note: 'b' }, { note: 'a' }] });
    const sealed = ['b', 'a'].map((code) => ({ __typename: 'Ward', code }));
    const context = { year: 2026, smallAreas: new Set<string>() };
    const { data } = release({ sealed }, { deidentify: { ...context, pseudonym } });
    expect(data).toMatchObject({ sealed: [{ code: '~a' }, { code: '~b' }] });
  });
});
