import { describe, expect, it } from '@jest/globals';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';
import { graph, DOCTOR, P1, lab, released } from './record-graph.ts';

describe('values in the response', () => {
  const site = { __typename: 'Site', area: 'a', desk: 'b' };

  it.each<[string, string, unknown, unknown, string[]]>([
    ['lists of lists', '{ rows }', { rows: [[1, null], null] }, { rows: [[1, null], null] }, []],
    [
      'a value in place of a list',
      '{ rows }',
      { rows: 1 },
      { rows: null },
      ['rows SUBGRAPH_FAILED'],
    ],
    [
      'a string in place of a number',
      '{ rows }',
      { rows: [['x', 2]] },
      { rows: [[null, 2]] },
      ['rows.0.0 SUBGRAPH_FAILED'],
    ],
    [
      'a null in a list of non-null items',
      '{ must }',
      { must: [1, null] },
      { must: null },
      ['must.1 NULL_NOT_ALLOWED'],
    ],
    [
      'a wrong item in a list of non-null items',
      '{ must }',
      { must: [1, 'x'] },
      { must: null },
      ['must.1 SUBGRAPH_FAILED'],
    ],
    [
      'a null for a non-null object',
      '{ here { area } }',
      { here: null },
      null,
      ['here NULL_NOT_ALLOWED'],
    ],
    [
      'an absent value, which no subgraph gave',
      '{ rows }',
      {},
      { rows: null },
      ['rows SUBGRAPH_FAILED'],
    ],
  ])(
    'are unchanged if they conform to the schema, else null with SUBGRAPH_FAILED or NULL_NOT_ALLOWED: %s',
    async (_what, query, data, ...expected) => {
      const { data: out, errors } = await released(query, DOCTOR, data);
      expect([out, errors]).toEqual(expected);
    },
  );

  it.each<[string, string, object, unknown]>([
    ['of leaves', '{ rows }', { rows: [[1, null], null] }, { rows: [[1, null], null] }],
    [
      'of objects that name no patient',
      '{ sites { area } }',
      { sites: [null, site] },
      { sites: [null, { area: 'a' }] },
    ],
    [
      'of lists of objects that name a patient',
      '{ batches { text } }',
      { batches: [null, [lab('p1'), null]] },
      { batches: [null, [{ text: 'flu' }]] },
    ],
  ])(
    'keep nulls in lists %s for a caller who may access only some patients',
    async (_of, query, ...data) => {
      const [fetched, expected] = data;
      expect((await released(query, P1, fetched)).data).toEqual(expected);
    },
  );

  it('are null with SUBGRAPH_FAILED at each place where the subgraph failed, and without an error elsewhere', async () => {
    const data = { labs: [lab('p1', { label: null }), lab('p1', { label: null })], rows: null };
    const failed = [['rows'], ['labs', 1, 'label']];
    const { data: out, errors } = await released('{ rows labs { label } }', DOCTOR, data, {
      failed,
    });
    expect([out, errors]).toEqual([
      { rows: null, labs: [{ label: null }, { label: null }] },
      ['rows SUBGRAPH_FAILED', 'labs.1.label SUBGRAPH_FAILED'],
    ]);
  });

  it('merge repeated selections on the type and on its interface', async () => {
    const data = {
      record: {
        ...lab('p1'),
        _phi_Lab_id: '7',
        _phi_Lab_code: 3,
        _phi_Lab_subject: { id: 'p1' },
        label: 'x',
        site,
      },
    };
    const query =
      '{ record { id ... on Lab { site { area } } ... on Staff { label } } record { label ... on Lab { site { desk } } } }';
    const { data: out, accesses } = await released(query, DOCTOR, data);
    expect(out).toEqual({ record: { id: '7', label: 'x', site: { area: 'a', desk: 'b' } } });
    expect(accesses).toEqual(['Site p1 ["7","3"] desk']);
  });

  it('that are suppressed are SUBGRAPH_FAILED if fetching their patient failed, unless every role of the caller may access every patient', async () => {
    const { decide } = unitGraph(`
      type Query { tests: [Test] }
      interface Graded { grade: String }
      type Test implements Graded @key(fields: "id") @patient(id: "of.id") {
        id: ID!
        of: Person
        grade: String @role(anyOf: ["self"], deidentified: ["doctor"])
        desk: String @role(anyOf: ["self"])
        note: String @phi @role(anyOf: ["doctor"])
      }
      type Exam implements Graded { grade: String @phi(deidentify: LAST4) @role(anyOf: [], deidentified: ["doctor"]) }
      type Person { id: ID }
    `);
    const test = { __typename: 'Test', id: '1', of: null, grade: 'A', desk: 'B', note: 'C' };
    const of = async (field: string, roles: UnitRequest['roles']) => {
      const query = `{ tests { ${field} } }`;
      const decided = await decide({ query, roles, claims: { self: ['p1'] } });
      const failed = [['tests', 0, 'of']];
      const { errors, withheld } = decided.release({ tests: [test] }, { failed });
      return [...errors.map(({ code }) => code), ...withheld.map(({ reason }) => reason)];
    };
    const both = { doctor: 'all', self: 'self' } as const;
    expect(await of('grade', both)).toEqual(['SUBGRAPH_FAILED', 'failed']);
    expect(await of('desk', both)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE', 'role']);
    const known = ['SUBGRAPH_FAILED', 'failed', 'suppressed'];
    expect(await of('note ... on Graded { grade }', { doctor: 'all' })).toEqual(known);
  });

  it('are null without an error if their type suppresses them, and with one if only a denied field of an interface selects them', async () => {
    const { decide } = unitGraph(`
      type Query { clinics: [Clinic!]! }
      interface Place { code: String }
      type Clinic implements Place { code: String @role(anyOf: [], deidentified: ["clerk"]) beds: Int }
      type Home implements Place { code: String @phi(deidentify: LAST4) @role(anyOf: [], deidentified: ["clerk"]) }
    `);
    const clinics = [{ __typename: 'Clinic', beds: 3, code: 'A-1' }];
    const places = '... on Place { code }';
    const clerk: Omit<UnitRequest, 'query'> = { roles: { clerk: 'care-team' } };
    const both = await decide({ ...clerk, query: `{ clinics { beds code ${places} } }` });
    const { data, errors } = both.release({ clinics });
    expect([data, errors]).toEqual([{ clinics: [{ beds: 3, code: null }] }, []]);
    const alone = await decide({ ...clerk, query: `{ clinics { beds ${places} } }` });
    expect(alone.release({ clinics }).errors).toHaveLength(1);
  });

  it('omit fields that were selected on another type', async () => {
    const record = { __typename: 'Lab', id: '7', label: 'x' };
    const { data } = await released('{ record { id ... on Staff { label } } }', DOCTOR, { record });
    expect(data).toEqual({ record: { id: '7' } });
  });

  it('include __typename where it is selected, also under an alias', async () => {
    const { data } = await released('{ __typename lab { kind: __typename } }', DOCTOR, {
      lab: lab('p1'),
    });
    expect(data).toEqual({ __typename: 'Query', lab: { kind: 'Lab' } });
  });

  it('include the introspection result, or null if there is none', async () => {
    const introspected = new Map([['a', { name: 'Lab' }]]);
    const query = '{ a: __type(name: "Lab") { name } b: __type(name: "X") { name } }';
    const { data } = await released(query, DOCTOR, {}, { introspected });
    expect(data).toEqual({ a: { name: 'Lab' }, b: null });
  });

  it('come with 100 errors and the count of the 3 further ones if 103 are of the wrong type', async () => {
    const decided = await graph.decide({ query: '{ rows }', ...DOCTOR });
    const { errors, furtherErrors } = decided.release({ rows: [Array<string>(103).fill('x')] });
    expect([errors.length, furtherErrors]).toEqual([100, 3]);
  });

  it('are null if the caller was denied them before the fetch', async () => {
    const { data } = await released(
      '{ lab { text site { desk } } note maybe }',
      { roles: {} },
      {
        lab: lab('p1'),
      },
    );
    expect(data).toEqual({ lab: null, note: null, maybe: null });
  });

  it('are neither released nor recorded if their object has a null in a non-null field', async () => {
    const data = { labs: [lab('p1', { must: null }), lab('p1', { must: 'a' })] };
    expect(await released('{ labs { text must } }', DOCTOR, data)).toEqual({
      data: { labs: [null, { text: 'flu', must: 'a' }] },
      errors: ['labs.0.must NULL_NOT_ALLOWED'],
      withheld: [],
      accesses: ['Lab p1 ["7","3"] text must'],
    });
  });

  it('are released without an access record if they are not PHI', async () => {
    const data = { here: { ...site } };
    const { data: out, accesses } = await released('{ here { area } }', P1, data);
    expect([out, accesses]).toEqual([{ here: { area: 'a' } }, []]);
  });
});
