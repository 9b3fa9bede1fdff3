import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, p1, research } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

/** A link that researchers see de-identified: to an entity, which is decided by itself, or to an object without a key. */
const LINKS: Readonly<Record<string, TestSubgraph>> = {
  links: {
    sdl: `
      type Query {
        links: [Link!] @phi(category: OTHER_ID) @role(anyOf: ["doctor"], deidentified: ["research"])
        single: Letter @phi(category: OTHER_ID) @role(anyOf: ["doctor"], deidentified: ["research"])
        people: [Person]
        listOf(patient: ID! @patient): [Letter!]
        allOf(patient: ID! @patient): [Letter!]!
        oneOf(patient: ID! @patient): Letter
        mustOf(patient: ID! @patient): Letter!
        secretOf(patient: ID! @patient): String @phi @role(anyOf: ["doctor", "self"])
      }
      interface Link { text: String! zip: String }
      type Letter implements Link { text: String! zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doctor"], deidentified: ["research"]) below: Letter list: [Letter!] }
      type Case implements Link @key(fields: "site { code } number") { number: ID! site: Site text: String! zip: String }
      type Site { code: ID! }
      interface Person { id: ID! born: String! }
      type Patient implements Person @key(fields: "id") @patient(id: "id") { id: ID! born: String! @phi(category: DATE) @role(anyOf: ["doctor"]) nick: String letter: Letter }
    `,
    resolvers: {
      Query: {
        links: () => [LETTER, CASE],
        single: () => LETTER,
        people: () => [{ __typename: 'Patient', id: 'p1', born: 'b', nick: 'n', letter: LETTER }],
        listOf: () => [LETTER],
        allOf: () => [LETTER],
        oneOf: () => LETTER,
        mustOf: () => LETTER,
        secretOf: () => 'secret',
      },
      Link: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Person: { __resolveType: () => 'Patient' },
      Case: { __resolveReference: () => CASE },
    },
  },
};

const LETTER: object = {
  __typename: 'Letter',
  text: 'a letter',
  zip: '01730',
  below: { text: 'below', zip: '03601' },
  list: [{ text: 'in a list', zip: '99999' }],
};
const CASE = { __typename: 'Case', number: '7', site: { code: 'n' }, text: 'a case', zip: '01730' };

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(LINKS, AUTHORIZATION);
});
afterAll(() => graph.close());

describe('an object that researchers may see only de-identified', () => {
  it('has its ZIP code and those of nested objects without an entity key de-identified; a doctor gets them in full', async () => {
    const query = '{ single { zip below { zip below { zip } } list { zip } } }';
    const outcome = await attempt(graph, { query, caller: research });
    expect(outcome).toMatchObject({
      data: { single: { zip: '017', below: { zip: '000', below: null }, list: [{ zip: '999' }] } },
      errors: [],
    });
    const full = await attempt(graph, { query, caller: doctor });
    expect(full.data).toMatchObject({ single: { zip: '01730', below: { zip: '03601' } } });
  });

  it('has a nested object nulled with NULL_NOT_ALLOWED if its non-null field has no de-identification method, and the field is not fetched', async () => {
    const query = '{ single { zip below { text } } }';
    const outcome = await attempt(graph, { query, caller: research });
    expect(outcome).toMatchObject({
      data: { single: { zip: '017', below: null } },
      errors: ['NULL_NOT_ALLOWED single.below.text'],
      denied: ['Letter.text suppressed 1'],
    });
    expect(outcome.asked).not.toContain('links Letter.text');
  });

  it('makes its list null for a researcher if a non-null field without a de-identification method is selected on it, but not if that field is selected only on an entity in the list', async () => {
    const query = '{ links { __typename ... on Letter { text zip } ... on Case { text zip } } }';
    const outcome = await attempt(graph, { query, caller: research });
    expect(outcome.data).toEqual({ links: null });
    const loose = '{ links { __typename ... on Letter { zip } ... on Case { text } } }';
    expect((await attempt(graph, { query: loose, caller: research })).data).toEqual({
      links: [
        { __typename: 'Letter', zip: '017' },
        { __typename: 'Case', text: 'a case' },
      ],
    });
    const full = await attempt(graph, { query, caller: doctor });
    expect(full.data).toMatchObject({ links: [{ text: 'a letter' }, { text: 'a case' }] });
  });
});

describe('a field without a mark, where unmarked fields are denied', () => {
  it('is null on its type even if it is selected on an interface, where it has the mark of another type, and is not fetched for it', async () => {
    const strict = await createInProcessGraph(LINKS, { ...AUTHORIZATION, unmarked: 'deny' });
    const everyLink = await attempt(strict, { query: '{ links { zip } }', caller: doctor });
    expect(everyLink).toMatchObject({
      data: { links: [{ zip: '01730' }, { zip: null }] },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE links.1.zip'],
      released: ['Letter.zip full null null', 'Query.links full null null'],
      denied: ['Case.zip role 1'],
      asked: ['links Letter.zip', 'links Query.links'],
    });
    const query = '{ links { ... on Case { ... on Link { zip } } } }';
    const cases = await attempt(strict, { query, caller: doctor });
    expect(cases.data).toEqual({ links: [{}, { zip: null }] });
    expect(cases.asked).toEqual(['links Query.links']);
    await strict.close();
  });
});

describe('an object of an interface that one of its types has without a mark, where unmarked fields are denied', () => {
  it('is refused as too large before anything is sent to a subgraph if it is nested 14 times', async () => {
    const mark = '@role(anyOf: ["doctor"])';
    const blocks = {
      sdl: `
        type Query { block: Block ${mark} }
        interface Block { text: String block: Block }
        type Shown implements Block { text: String ${mark} block: Block ${mark} }
        type Seen implements Block { text: String ${mark} block: Block ${mark} }
        type Bare implements Block { text: String block: Block }`,
      resolvers: { Query: { block: () => null }, Block: { __resolveType: () => 'Shown' } },
    };
    const strict = await createInProcessGraph({ blocks }, { ...AUTHORIZATION, unmarked: 'deny' });
    const ask = (depth: number) =>
      attempt(strict, {
        query: `{ ${'block { '.repeat(depth)} text ${'}'.repeat(depth)} }`,
        caller: doctor,
      });
    expect(await ask(4)).toMatchObject({ refused: null, data: { block: null } });
    expect(await ask(14)).toMatchObject({ refused: 'too-large', sent: [] });
    await strict.close();
  });
});

describe('a field whose argument names a patient that the caller may not access', () => {
  it.each<[string, string, unknown, readonly string[]]>([
    ['an empty list for a list type', '{ listOf(patient: "p2") { text } }', { listOf: [] }, []],
    [
      'an empty list for a non-null list type',
      '{ allOf(patient: "p2") { text } }',
      { allOf: [] },
      [],
    ],
    ['null for an object type', '{ oneOf(patient: "p2") { text } }', { oneOf: null }, []],
    [
      'NULL_NOT_ALLOWED for a non-null object type',
      '{ mustOf(patient: "p2") { text } }',
      null,
      ['NULL_NOT_ALLOWED mustOf'],
    ],
  ])(
    'is not requested from a subgraph, and answered with %s',
    async (_what, query, data, errors) => {
      const outcome = await attempt(graph, { query, caller: p1 });
      expect(outcome).toMatchObject({ data, errors, sent: [], released: [] });
    },
  );

  it('is null, denied for reach and not fetched if only a role without access to the field reaches the patient; the caller’s own record is released', async () => {
    const caller = callerOf(['clerk', 'self'], {
      patients: new Map([['self', ['p1']]]),
      ownPatient: 'p1',
    });
    const query = '{ secretOf(patient: "p2") }';
    expect(await attempt(graph, { query, caller })).toMatchObject({
      data: { secretOf: null },
      denied: ['Query.secretOf reach 1'],
      sent: [],
    });
    const own = await attempt(graph, { query: query.replace('p2', 'p1'), caller });
    expect(own.released).toEqual(['Query.secretOf full p1 null']);
    expect(own.records[0]?.accesses[0]?.rule).toEqual({
      roles: ['clerk', 'self'],
      relation: 'self',
      wouldDeny: [],
    });
  });
});

describe('objects of a list that a denied non-null field turns into null', () => {
  it('cause one UNAUTHORIZED_FIELD_OR_TYPE, and the list is fetched without any of their fields', async () => {
    const query =
      '{ people { born ... on Patient { nick letter { text } ... on Person { x: id } } } }';
    const outcome = await attempt(graph, { query, caller: clerk });
    expect(outcome).toMatchObject({
      data: { people: [null] },
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE people.@.born'],
      asked: ['links Query.people'],
    });
  });
});
