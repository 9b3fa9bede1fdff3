import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1, research } from '../support/callers.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

const MRN = 'MRN-4711';
const PERSON = { __typename: 'Patient', mrn: MRN, site: { code: 'north' }, nick: 'nick' };

/** Patients are known by a record number that few may see, and within a site. */
const KEYED: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `
      type Query { patients: [Patient!]! byMrn(mrn: ID! @phi(category: RECORD_NUMBER) @role(anyOf: ["doctor", "self"], deidentified: ["research"])): Patient }
      type Patient @key(fields: "mrn site { code }") @patient(id: "mrn") {
        mrn: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) @role(anyOf: ["doctor", "self"], deidentified: ["research"])
        site: Site! @role(anyOf: ["doctor"])
        nick: String
      }
      type Site { code: ID! @shareable }
    `,
    resolvers: {
      Query: { patients: () => [PERSON], byMrn: () => PERSON },
      Patient: { __resolveReference: () => PERSON },
    },
  },
  labs: {
    sdl: `
      type Patient @key(fields: "mrn site { code }") {
        mrn: ID!
        site: Site!
        labs: [Lab!]
      }
      type Site { code: ID! @shareable }
      type Lab @key(fields: "id") @patient(id: "owner") { id: ID! owner: ID! @inaccessible value: Int @phi @role(anyOf: ["doctor", "clerk", "research"]) }
    `,
    resolvers: {
      Patient: {
        labs: ({ mrn, site }: { mrn: string; site: { code: string } }) => [
          { id: `${mrn}@${site.code}`, owner: mrn, value: 5 },
        ],
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(KEYED, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('an entity key that only some roles may see', () => {
  it.each<[string, string, unknown, readonly string[]]>([
    [
      'joins subgraphs for a role that may not see it, and is not in the response, if it is not selected',
      '{ patients { labs { value } } }',
      { labs: [{ value: 5 }] },
      [],
    ],
    [
      'gives no data and UNAUTHORIZED_FIELD_OR_TYPE to a role that may not see it if it is selected',
      '{ patients { nick mrn labs { value } } }',
      null,
      ['UNAUTHORIZED_FIELD_OR_TYPE patients.@.mrn'],
    ],
    [
      'gives no data and UNAUTHORIZED_FIELD_OR_TYPE to a role that may not see it if its nested part is selected',
      '{ patients { site { code } labs { value } } }',
      null,
      ['UNAUTHORIZED_FIELD_OR_TYPE patients.@.site'],
    ],
  ])('%s', async (_what, query, patient, errors) => {
    const outcome = await attempt(graph, { query, caller: clerk });
    expect(outcome.data).toEqual(patient === null ? null : { patients: [patient] });
    expect(outcome.errors).toEqual(errors);
    expect(JSON.stringify([outcome.data, outcome.errors])).not.toContain(MRN);
    expect(outcome.released).toEqual(
      patient === null ? [] : [`Lab.value full ${MRN} ${MRN}@north`],
    );
  });

  it('is released as a pseudonym to a role with a de-identified view, and joins by its true value', async () => {
    const query = '{ patients { mrn x: mrn labs { value } } }';
    const { data, released, sent } = await attempt(graph, { query, caller: research });
    const [patient] = (data as { patients: { mrn: string; x: string }[] }).patients;
    expect(patient).toMatchObject({ labs: [{ value: 5 }] });
    expect(patient?.mrn).toMatch(/^[\w-]{22}$/);
    expect(patient?.x).toBe(patient?.mrn);
    expect(JSON.stringify(data)).not.toContain(MRN);
    expect(JSON.stringify(sent)).toContain(MRN);
    expect(released).toContain(`Patient.mrn deidentified ${MRN} ${JSON.stringify([MRN, 'north'])}`);
  });

  it('gives no data and NULL_NOT_ALLOWED to a role with a de-identified view if the token names no project', async () => {
    const { data, errors } = await attempt(graph, {
      query: '{ patients { mrn } }',
      caller: { ...research, project: null },
    });
    expect({ data, errors }).toEqual({ data: null, errors: ['NULL_NOT_ALLOWED patients.0.mrn'] });
  });

  it('is refused with UNAUTHORIZED_FIELD_OR_TYPE as an argument of a role that may not use it: nothing is sent, and no record contains its value', async () => {
    for (const caller of [clerk, research]) {
      const outcome = await attempt(graph, { query: `{ byMrn(mrn: "${MRN}") { nick } }`, caller });
      expect(outcome).toMatchObject({
        data: { byMrn: null },
        errors: ['UNAUTHORIZED_FIELD_OR_TYPE byMrn'],
        denied: ['Query.byMrn input 1'],
        sent: [],
      });
      expect(JSON.stringify(outcome.records)).not.toContain(MRN);
    }
  });
});

describe('a @patient path through an @inaccessible field', () => {
  it('decides which records a patient may see, and names the patient in the ledger', async () => {
    const query = '{ patients { labs { id value } } }';
    const own = { ...p1, patients: new Map([['self', [MRN]]]), ownPatient: MRN };
    expect((await attempt(graph, { query, caller: own })).data).toEqual({
      patients: [{ labs: [{ id: `${MRN}@north`, value: null }] }],
    });
    expect((await attempt(graph, { query, caller: p1 })).data).toEqual({ patients: [] });
    expect((await attempt(graph, { query, caller: doctor })).released).toEqual([
      `Lab.value full ${MRN} ${MRN}@north`,
    ]);
  });
});

describe('an entity key with fields named like Object.prototype properties', () => {
  const visit = { id: 'v1', constructor: 'c1', site: { id: 's1', toString: 'north', home: 'H' } };
  const byReference = () => visit;
  it('joins the fields of the record that it identifies across subgraphs', async () => {
    const visits = await createInProcessGraph(
      {
        visits: {
          sdl: `
            type Query { visit: Visit }
            type Visit @key(fields: "id site { id }") @key(fields: "constructor") { id: ID! constructor: ID! site: Site! }
            type Site @key(fields: "id") { id: ID! toString: String }`,
          resolvers: { Query: { visit: byReference }, Visit: { __resolveReference: byReference } },
        },
        sites: {
          sdl: `
            type Visit @key(fields: "id site { id }") { id: ID! site: Site! rooms: Int }
            type Site @key(fields: "id") { id: ID! home: String }`,
          resolvers: {
            Visit: { __resolveReference: () => ({ site: { home: 'H' }, rooms: 3 }) },
          },
        },
      },
      AUTHORIZATION,
    );
    const query = '{ visit { constructor site { toString home } rooms } }';
    expect(await attempt(visits, { query, caller: doctor })).toMatchObject({
      data: { visit: { constructor: 'c1', site: { toString: 'north', home: 'H' }, rooms: 3 } },
      errors: [],
    });
    await visits.close();
  });
});

describe('an entity key that is a number', () => {
  const LABS: Readonly<Record<string, TestSubgraph>> = {
    labs: {
      sdl: `
        scalar Long
        type Query { labs: [Lab!]! }
        type Lab @key(fields: "id") @key(fields: "site { number }") @patient(id: "owner") { id: Long! owner: ID site: Site }
        type Site { number: Long }
      `,
      resolvers: { Query: { labs: () => [] } },
    },
    values: {
      sdl: `
        scalar Long
        type Lab @key(fields: "id") { id: Long! value: String @phi @role(anyOf: ["self", "doctor"]) }
      `,
      resolvers: {
        Lab: {
          __resolveReference: ({ id }: { readonly id: number }) => ({ id, value: `of lab ${id}` }),
        },
      },
    },
    rooms: {
      sdl: `
        scalar Long
        type Lab @key(fields: "site { number }") { site: Site room: String @phi @role(anyOf: ["self", "doctor"]) }
        type Site @shareable { number: Long }
      `,
      resolvers: {
        Lab: {
          __resolveReference: ({ site }: { readonly site: { readonly number: number } }) => ({
            site,
            room: `of site ${site.number}`,
          }),
        },
      },
    },
  };
  let numbered: InProcessGraph;
  beforeAll(async () => {
    numbered = await createInProcessGraph(LABS, AUTHORIZATION);
  });
  afterAll(() => numbered.close());

  const answer = (id: string) =>
    numbered.tamper((name, body) =>
      name === 'labs'
        ? `{"data":{"labs":[{"__typename":"Lab","id":${id},"owner":"p1","site":{"__typename":"Site","number":${id}}}]}}`
        : body,
    );

  it('fetches nothing of its record if it is not a safe integer: rounded, it is the key of another record', async () => {
    answer('9007199254740993');
    const outcome = await attempt(numbered, { query: '{ labs { value room } }', caller: p1 });
    expect(outcome).toMatchObject({
      data: { labs: [{ value: null, room: null }] },
      errors: ['SUBGRAPH_FAILED labs.0.value', 'SUBGRAPH_FAILED labs.0.room'],
      released: [],
      asked: [
        'labs Lab.id',
        'labs Lab.owner',
        'labs Lab.site',
        'labs Query.labs',
        'labs Site.number',
      ],
    });
  });

  it('fetches its record if it is a safe integer', async () => {
    answer('9007199254740991');
    const outcome = await attempt(numbered, { query: '{ labs { value room } }', caller: p1 });
    expect(outcome).toMatchObject({
      data: { labs: [{ value: 'of lab 9007199254740991', room: 'of site 9007199254740991' }] },
      errors: [],
    });
  });
});

describe('an entity that a list holds twice', () => {
  const BEDS: Readonly<Record<string, TestSubgraph>> = {
    visits: {
      sdl: `
        type Query { visits: [Visit!]! }
        type Visit @key(fields: "id") { id: ID! }
      `,
      resolvers: { Query: { visits: () => [{ id: 'v1' }, { id: 'v1' }, { id: 'v2' }] } },
    },
    beds: {
      sdl: `
        type Visit @key(fields: "id") { id: ID! bed: Bed }
        type Bed @key(fields: "id site { id }") { id: ID! @shareable site: Site @shareable }
        type Site @key(fields: "id") { id: ID! @shareable }
      `,
      resolvers: { Visit: { bed: () => ({ id: 'b1', site: { id: 's1' } }) } },
    },
    sizes: {
      sdl: `
        type Bed @key(fields: "id site { id }") { id: ID! @shareable site: Site @shareable label: String }
        type Site @key(fields: "id") { id: ID! @shareable size: Float }
      `,
      resolvers: {
        Bed: {
          __resolveReference: (bed: object) => ({
            ...bed,
            label: null,
            site: { id: 's1', size: 1e21 },
          }),
        },
      },
    },
  };

  it('is released with its nulls, without SUBGRAPH_FAILED, if an object of its key receives a number that is too large to be exact', async () => {
    const beds = await createInProcessGraph(BEDS, AUTHORIZATION);
    const query = '{ visits { bed { label site { size } } } }';
    const { data, errors } = await attempt(beds, { query, caller: clerk });
    const visit = { bed: { label: null, site: { size: 1e21 } } };
    expect({ data, errors }).toEqual({ data: { visits: [visit, visit, visit] }, errors: [] });
    await beds.close();
  });
});
