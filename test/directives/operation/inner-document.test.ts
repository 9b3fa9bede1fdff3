import { describe, expect, it } from '@jest/globals';
import { parse, type DocumentNode } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import type { CustomRules } from '../../../directives/operation/custom-rules.ts';
import { InputError } from '../../../directives/operation/inputs.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  interface Root { staff: Staff }
  type Query implements Root { lab(id: ID, top: Int! = 1): Lab things: [Thing] record: Record staff: Staff }
  interface Record { id: ID! text: String owner: Record }
  type Lab implements Record @key(fields: "id") @patient(id: "subject.id") {
    id: ID!
    text: String @phi @role(anyOf: ["doctor", "self"])
    owner: Lab @role(anyOf: ["doctor", "self"])
    subject: Subject
    site: Site
    unit: String
  }
  type Subject { id: ID! }
  type Site { room: String @phi @role(anyOf: ["doctor", "self"]) lab: Lab area: String }
  type Staff implements Record @key(fields: "id") { id: ID! text: String owner: Staff @role(anyOf: ["clerk"]) }
  union Thing = Lab | Staff
`);
const DOCTOR: Omit<UnitRequest, 'query'> = { roles: { doctor: 'all' } };
const P1: Omit<UnitRequest, 'query'> = { roles: { self: 'self' }, claims: { self: ['p1'] } };
const CLERK: Omit<UnitRequest, 'query'> = { roles: { clerk: 'all' } };

const rules = (requires: readonly string[], [type, field] = ['Lab', 'unit']): CustomRules =>
  new Map([[memberCoordinate(type, field), [{ requires: requires.map((name) => [name]) }]]]);

const inner = async (query: string | DocumentNode, who: Omit<UnitRequest, 'query'>) =>
  (await graph.decide({ query, ...who })).inner;

describe('the document that is sent to the query planner for an operation', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, string | null]>([
    [
      'selects __typename alone if all fields are denied',
      '{ lab { text } }',
      CLERK,
      '{ _phi_0: lab { __typename } }',
    ],
    ['is null if the operation selects __typename alone', '{ __typename }', DOCTOR, null],
    [
      'keeps a fragment on an interface of the root',
      '{ ... on Root { staff { id } } }',
      DOCTOR,
      '{ ... on Root { staff { __typename id } } }',
    ],
    [
      'selects record key and patient if PHI is selected below',
      '{ staff { id } lab { text } }',
      DOCTOR,
      '{ staff { __typename id } _phi_0: lab { __typename text subject { __typename id } id } }',
    ],
    [
      'selects neither record key nor patient if no PHI is selected and the caller may access every patient',
      '{ lab { unit site { area } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename unit site { __typename area } } }',
    ],
    [
      'selects the patient for a caller who may access only some patients',
      '{ lab { unit } }',
      P1,
      '{ _phi_0: lab { __typename unit subject { __typename id } } }',
    ],
    [
      'selects record key and patient if PHI is selected in an object without a key below the record',
      '{ lab { site { ... on Site { room } } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename site { __typename room } subject { __typename id } id } }',
    ],
    [
      'selects record key and patient on the record that the PHI belongs to, not on its parent',
      '{ lab { site { lab { text } } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename site { __typename lab { __typename text subject { __typename id } id } } } }',
    ],
    [
      'selects on each type what the operation selects on it',
      '{ things { ... on Record { id ... on Staff { text } } ... on Staff { id } } }',
      DOCTOR,
      '{ things { __typename ... on Record { id ... on Staff { text } } ... on Staff { id } } }',
    ],
    [
      'omits fragments on types that the object cannot have',
      '{ staff { id ... on Record { ... on Lab { id } } } }',
      DOCTOR,
      '{ staff { __typename id } }',
    ],
    [
      'selects record key and patient under reserved aliases in a fragment on a type of an interface',
      '{ record { ... on Lab { text } } }',
      DOCTOR,
      '{ record { __typename ... on Lab { text _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } } }',
    ],
    [
      'selects record key and patient on each type of an interface that may give PHI',
      '{ record { id text } }',
      DOCTOR,
      '{ record { __typename id text ... on Lab { _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } } }',
    ],
    [
      'selects a field that is denied on an interface in a fragment on the type where it is allowed',
      '{ record { owner { text } ... on Lab { owner { id } } } }',
      P1,
      '{ record { __typename ... on Lab { owner { __typename id subject { __typename id } ... on Record { text } } _phi_Lab_subject: subject { __typename id } } } }',
    ],
    [
      'declares the variables that it uses, renamed',
      'query ($id: ID, $top: Int = 3, $off: Boolean = false) { lab(id: $id, top: $top) { unit } staff @skip(if: $off) { id } }',
      DOCTOR,
      'query ($v_id: ID, $v_top: Int) { _phi_0: lab(id: $v_id, top: $v_top) { __typename unit } staff { __typename id } }',
    ],
    [
      'omits the directives, descriptions and defaults of variables',
      'query ("mine" $id: ID @mine, "mine" $top: Int = 3 @mine) { lab(id: $id, top: $top) { unit } }',
      DOCTOR,
      'query ($v_id: ID, $v_top: Int) { _phi_0: lab(id: $v_id, top: $v_top) { __typename unit } }',
    ],
    [
      'omits the name of the operation',
      'query Name { staff { id } }',
      DOCTOR,
      '{ staff { __typename id } }',
    ],
  ])('%s', async (_what, query, who, document) => {
    expect(await inner(query, who)).toBe(document);
  });

  it('leaves out a field of an interface inside a fragment on a type that denies it', async () => {
    const unmarkedStaff = unitGraph(`
      type Query { things: [Thing] @role(anyOf: ["doctor"]) }
      union Thing = Lab | Staff
      interface Record { text: String }
      type Lab implements Record { text: String @role(anyOf: ["doctor"]) }
      type Staff implements Record { text: String }
    `);
    const query =
      '{ things { ... on Staff { ... on Record { text } } ... on Lab { ... on Record { text } } } }';
    const decided = await unmarkedStaff.decide({ query, ...DOCTOR, unmarked: 'none' });
    expect(decided.inner).toBe('{ things { __typename ... on Lab { ... on Record { text } } } }');
  });

  it.each([
    [
      'a field and what is selected below it only on the types that show it, without what these cannot return',
      '{ pets { owner { note ... on Vet { note } } } }',
      '{ pets { __typename ... on Dog { owner { __typename note } } } }',
    ],
    ['a leaf likewise', '{ pets { tag } }', '{ pets { __typename ... on Dog { tag } } }'],
    [
      'nothing of an interface that no type implements',
      '{ pets { tag } loose { __typename } ghost { tag } }',
      '{ pets { __typename ... on Dog { tag } } loose { __typename } ghost { __typename } }',
    ],
  ])(
    'asks for %s, where unmarked fields are denied and another type marks the field of an interface',
    async (_what, query, expected) => {
      const mark = '@role(anyOf: ["doctor"])';
      const pets = unitGraph(`
        type Query { pets: [Pet] ${mark} loose: Pet ${mark} ghost: Ghost ${mark} }
        interface Pet { tag: String owner: Person }
        interface Person { note: String }
        interface Ghost { tag: String ${mark} }
        type Dog implements Pet { tag: String ${mark} owner: Keeper ${mark} }
        type Cat implements Pet { tag: String owner: Person }
        type Keeper implements Person { note: String ${mark} }
        type Vet implements Person { note: String ${mark} }
      `);
      const decided = await pets.decide({ query, ...DOCTOR, unmarked: 'none' });
      expect(decided.inner).toBe(expected);
    },
  );

  it('is refused as too large, within a second, if a field that only six of seven types show is nested eight times', async () => {
    const mark = '@role(anyOf: ["doctor"])';
    const shown = ['A', 'B', 'C', 'D', 'E', 'F'].map(
      (name) => `type ${name} implements Block { text: String ${mark} block: Block ${mark} }`,
    );
    const blocks = unitGraph(`
      type Query { block: Block ${mark} }
      interface Block { text: String block: Block }
      ${shown.join('\n')}
      type Bare implements Block { text: String block: Block }
    `);
    const ask = (depth: number) => {
      const query = `{ ${'block { '.repeat(depth)} text ${'}'.repeat(depth)} }`;
      return blocks.decide({ query, ...DOCTOR, unmarked: 'none' });
    };
    expect((await ask(4)).inner).toContain('... on F');
    const { cpuMs } = await cpuTime(async () => {
      await expect(ask(9)).rejects.toMatchObject({ reason: 'too-large' });
    });
    expect(cpuMs).toBeLessThan(1_000);
  });

  it('selects record key and patient if PHI is selected below a denied field at the place of one that is allowed', async () => {
    const wards = unitGraph(`
      type Query { lab: Lab }
      interface Sited { site: Site }
      type Lab implements Sited @key(fields: "id") @patient(id: "of") { id: ID! of: ID site: Site }
      type Vault implements Sited { site: Site @role(anyOf: ["clerk"]) }
      type Site { area: String room: String @phi @role(anyOf: ["doctor"]) }
    `);
    const query = '{ lab { site { area } ... on Sited { site { room } } } }';
    expect((await wards.decide({ query, ...DOCTOR })).inner).toBe(
      '{ lab { __typename site { __typename area ... on Site { room } } of id } }',
    );
  });

  it.each<[string, string, CustomRules, string]>([
    [
      'the fields that a custom rule requires',
      '{ lab { unit } }',
      rules(['id']),
      '{ _phi_0: lab { __typename unit _phi_0_Lab_id: id } }',
    ],
    [
      'the fields that a custom rule requires, inside the fragment of its type',
      '{ record { ... on Lab { unit } ... on Staff { id } } }',
      rules(['id']),
      '{ record { __typename ... on Lab { unit _phi_0_Lab_id: id } ... on Staff { id } } }',
    ],
    [
      'nothing for a custom rule on a field that is not selected',
      '{ lab { id __typename } record { ... on Staff { text } } }',
      rules(['id']),
      '{ _phi_0: lab { __typename id } record { __typename ... on Staff { text } } }',
    ],
    [
      'nothing for a custom rule on another type than is selected',
      '{ record { ... on Lab { unit text } ... on Staff { id } } }',
      rules(['id'], ['Staff', 'text']),
      '{ record { __typename ... on Lab { unit text _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } ... on Staff { id } } }',
    ],
    [
      'nothing for a custom rule on a denied field',
      '{ lab { unit } staff { owner { id } } }',
      rules(['id'], ['Staff', 'owner']),
      '{ _phi_0: lab { __typename unit } staff { __typename } }',
    ],
    [
      'nothing for a custom rule that requires no field',
      '{ lab { unit } }',
      rules([]),
      '{ _phi_0: lab { __typename unit } }',
    ],
  ])('adds %s', async (_what, query, customRules, document) => {
    expect(await inner(query, { ...DOCTOR, customRules })).toBe(document);
  });

  it('is the same if the parsed operation leaves out empty lists', async () => {
    const lists = new Set(['arguments', 'directives', 'variableDefinitions']);
    const parsed = parse('{ staff { ... { name: id } } }', { noLocation: true });
    const text = JSON.stringify(parsed, (key, value) =>
      lists.has(key) ? undefined : (value as unknown),
    );
    const bare = JSON.parse(text) as DocumentNode;
    expect(bare).not.toEqual(parsed);
    const document = await inner(parsed, DOCTOR);
    expect(document).toBe('{ staff { __typename _phi_0: id } }');
    expect(await inner(bare, DOCTOR)).toBe(document);
  });
});

describe('the variables of the operation that is sent to subgraphs', () => {
  const inputs = unitGraph(`
    type Query { labs(codes: [Int!], page: Int!, filter: Filter): [Int] }
    input Filter { of: Int!, unit: String = "mg" }
  `);
  const decide = (query: string) => inputs.decide({ query, ...DOCTOR });

  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'literals, as they are coerced',
      '{ labs(page: 1, codes: 4, filter: { of: 2 }) }',
      {},
      { argument0: 1, argument1: [4], argument2: { of: 2, unit: 'mg' } },
    ],
    [
      'literals with variables of the client',
      'query ($n: Int!) { labs(page: 1, codes: [3, $n]) }',
      { n: 5 },
      { argument0: 1, argument1: [3, 5] },
    ],
    [
      'variables of the client, where one is not set too',
      'query ($p: Int!, $f: Filter) { labs(page: $p, filter: $f) }',
      { p: 2 },
      { v_p: 2, v_f: undefined },
    ],
    ['a variable with a default', 'query ($p: Int = 3) { labs(page: $p) }', { p: 3 }, { v_p: 3 }],
  ])('are %s', async (_what, query, variables, expected) => {
    expect((await decide(query)).innerVariables(variables)).toEqual(expected);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['null for a required argument', 'query ($p: Int = 3) { labs(page: $p) }', { p: null }],
    ['null in a list', 'query ($n: Int = 3) { labs(page: 1, codes: [$n]) }', { n: null }],
  ])('are refused as input that does not fit: %s', async (_what, query, variables) => {
    const { innerVariables } = await decide(query);
    expect(() => innerVariables(variables)).toThrow(InputError);
  });

  it.each([
    ['a variable that it does not declare', '{ labs(page: $other) }'],
    ['an argument that its field does not have', '{ labs(page: 1, other: 2) }'],
  ])('are not read from an operation that was not validated: %s', async (_what, query) => {
    await expect(decide(query)).rejects.toThrow(TypeError);
  });
});
