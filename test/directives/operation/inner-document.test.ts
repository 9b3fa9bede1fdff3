import { describe, expect, it } from '@jest/globals';
import { parse, type DocumentNode } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import type { OwnRules } from '../../../directives/operation/own-rules.ts';
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

const rules = (requires: readonly string[], [type, field] = ['Lab', 'unit']): OwnRules =>
  new Map([[memberCoordinate(type, field), [{ requires: requires.map((name) => [name]) }]]]);

const inner = async (query: string | DocumentNode, who: Omit<UnitRequest, 'query'>) =>
  (await graph.decide({ query, ...who })).inner;

describe('what is fetched for an operation', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, string | null]>([
    [
      'is nothing where nothing may be had',
      '{ lab { text } }',
      CLERK,
      '{ _phi_0: lab { __typename } }',
    ],
    ['is nothing where nothing is asked for', '{ __typename }', DOCTOR, null],
    [
      'is what is asked of an interface of the root',
      '{ ... on Root { staff { id } } }',
      DOCTOR,
      '{ ... on Root { staff { __typename id } } }',
    ],
    [
      'names record and patient where PHI is below',
      '{ staff { id } lab { text } }',
      DOCTOR,
      '{ staff { __typename id } _phi_0: lab { __typename text subject { __typename id } id } }',
    ],
    [
      'names neither for who reaches everybody where none is',
      '{ lab { unit site { area } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename unit site { __typename area } } }',
    ],
    [
      'names the patient for who reaches some',
      '{ lab { unit } }',
      P1,
      '{ _phi_0: lab { __typename unit subject { __typename id } } }',
    ],
    [
      'names them where PHI is in an object without a key below',
      '{ lab { site { ... on Site { room } } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename site { __typename room } subject { __typename id } id } }',
    ],
    [
      'names them for the record that PHI is of, and not for one above',
      '{ lab { site { lab { text } } } }',
      DOCTOR,
      '{ _phi_0: lab { __typename site { __typename lab { __typename text subject { __typename id } id } } } }',
    ],
    [
      'asks of each type what is asked of it',
      '{ things { ... on Record { id ... on Staff { text } } ... on Staff { id } } }',
      DOCTOR,
      '{ things { __typename ... on Record { id ... on Staff { text } } ... on Staff { id } } }',
    ],
    [
      'asks nothing of a type that can not be there',
      '{ staff { id ... on Record { ... on Lab { id } } } }',
      DOCTOR,
      '{ staff { __typename id } }',
    ],
    [
      'asks with keys of our own where a type is not known',
      '{ record { ... on Lab { text } } }',
      DOCTOR,
      '{ record { __typename ... on Lab { text _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } } }',
    ],
    [
      'asks each type whose PHI there may be whose it is',
      '{ record { id text } }',
      DOCTOR,
      '{ record { __typename id text ... on Lab { _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } } }',
    ],
    [
      'asks the type for what is denied on its interface',
      '{ record { owner { text } ... on Lab { owner { id } } } }',
      P1,
      '{ record { __typename ... on Lab { owner { __typename id subject { __typename id } ... on Record { text } } _phi_Lab_subject: subject { __typename id } } } }',
    ],
    [
      'takes the variables that it needs, under names of our own',
      'query ($id: ID, $top: Int = 3, $off: Boolean = false) { lab(id: $id, top: $top) { unit } staff @skip(if: $off) { id } }',
      DOCTOR,
      'query ($v_id: ID, $v_top: Int = 3) { _phi_0: lab(id: $v_id, top: $v_top) { __typename unit } staff { __typename id } }',
    ],
    [
      'leaves out what the client says of a variable',
      'query ("mine" $id: ID @mine, "mine" $top: Int = 3 @mine) { lab(id: $id, top: $top) { unit } }',
      DOCTOR,
      'query ($v_id: ID, $v_top: Int = 3) { _phi_0: lab(id: $v_id, top: $v_top) { __typename unit } }',
    ],
    [
      'leaves out the name of the operation',
      'query Name { staff { id } }',
      DOCTOR,
      '{ staff { __typename id } }',
    ],
  ])('%s', async (_what, query, who, document) => {
    expect(await inner(query, who)).toBe(document);
  });

  it.each<[string, string, OwnRules, string]>([
    [
      'what a rule reads of an object',
      '{ lab { unit } }',
      rules(['id']),
      '{ _phi_0: lab { __typename unit _phi_0_Lab_id: id } }',
    ],
    [
      'what it reads where it decides in a fragment',
      '{ record { ... on Lab { unit } ... on Staff { id } } }',
      rules(['id']),
      '{ record { __typename ... on Lab { unit _phi_0_Lab_id: id } ... on Staff { id } } }',
    ],
    [
      'nothing where it decides on nothing that is asked for',
      '{ lab { id __typename } record { ... on Staff { text } } }',
      rules(['id']),
      '{ _phi_0: lab { __typename id } record { __typename ... on Staff { text } } }',
    ],
    [
      'nothing where it decides for another type than is asked',
      '{ record { ... on Lab { unit text } ... on Staff { id } } }',
      rules(['id'], ['Staff', 'text']),
      '{ record { __typename ... on Lab { unit text _phi_Lab_subject: subject { __typename id } _phi_Lab_id: id } ... on Staff { id } } }',
    ],
    [
      'nothing where what it decides on is denied',
      '{ lab { unit } staff { owner { id } } }',
      rules(['id'], ['Staff', 'owner']),
      '{ _phi_0: lab { __typename unit } staff { __typename } }',
    ],
    [
      'nothing where it reads nothing',
      '{ lab { unit } }',
      rules([]),
      '{ _phi_0: lab { __typename unit } }',
    ],
  ])('holds %s', async (_what, query, ownRules, document) => {
    expect(await inner(query, { ...DOCTOR, ownRules })).toBe(document);
  });

  it('is the same for a document that no parser made', async () => {
    const lists = new Set(['arguments', 'directives', 'variableDefinitions']);
    const text = JSON.stringify(
      parse('{ staff { ... { name: id } } }', { noLocation: true }),
      (key, value) => (lists.has(key) ? undefined : (value as unknown)),
    );
    const bare = JSON.parse(text) as DocumentNode;
    expect(await inner(bare, DOCTOR)).toBe('{ staff { __typename _phi_0: id } }');
  });
});
