import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { argumentCoordinates } from '../../../directives/operation/argument-coordinates.ts';
import { createInputReaders, readInputs } from '../../../directives/operation/inputs.ts';
import { select } from '../../../directives/operation/select.ts';
import { findOperation } from '../../../gateway/pipeline/operation/find-operation.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { schema, policy } = unitGraph(`
  type Query {
    plain(top: Int, sort: Sort, by: Plain): Int
    marked(code: String @role(anyOf: ["doctor"])): Int
    patient(id: ID @patient): Int
    kind(kind: Kind, kinds: [Kind!]): Int
    find(by: By, all: [By]): Int
    whose(by: Whose): Int
    deep(by: Deep): Int
    record: Record
  }
  enum Sort { UP DOWN }
  enum Kind { OPEN SEALED @role(anyOf: ["doctor"]) HIDDEN @role(anyOf: ["doctor"]) }
  input Plain { top: Int sort: Sort }
  input By { code: String @role(anyOf: ["doctor"]) kind: Kind top: Int }
  input Whose { patient: JSON @patient }
  input Deep { more: Deep by: By }
  scalar JSON
  interface Record { text(lang: String): String }
  type Lab implements Record { text(lang: String @role(anyOf: ["doctor"])): String }
  type Note implements Record { text(lang: String): String }
`);

function inputReaders(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const readersOf = createInputReaders(schema, policy);
  return readersOf(select(findOperation(schema, parse(query), null), variables, 100));
}

function read(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const [one] = readInputs(inputReaders(query, variables), variables);
  return one?.use;
}

function coordinatesOf(query: string): readonly string[] {
  return select(findOperation(schema, parse(query), null), {}, 100)
    .fields.filter(({ definition }) => definition.args.length > 0)
    .flatMap((field) => argumentCoordinates(schema, field, 'lang'));
}

describe('a field', () => {
  it.each([
    ['an argument with @role', '{ marked }'],
    ['an argument that names a patient', '{ patient }'],
    ['an argument of an enum with a @role value', '{ kind }'],
    ['an input object with a @role field', '{ find }'],
    ['an input object with a field that names a patient', '{ whose }'],
    ['an input object that contains such an input object', '{ deep }'],
    ['an argument with @role on an implementer of its interface', '{ record { text } }'],
  ])('has its arguments authorized if it has %s', (_what, query) => {
    expect(inputReaders(query)).toHaveLength(1);
  });

  it('does not have its arguments authorized if they have neither @role nor @patient', () => {
    expect(inputReaders('{ plain(top: 1, sort: UP, by: { top: 1 }) }')).toEqual([]);
  });
});

describe('the inputs to authorize that a selected field uses', () => {
  it.each<[string, string, readonly string[]]>([
    ['none if the input field with @role is not given', '{ find(by: { top: 1 }) }', []],
    ['none if the input object is null', '{ find(by: null) }', []],
    ['the input fields with @role that are given', '{ find(by: { code: "x" }) }', ['By.code']],
    [
      'an input field with @role that is given as null',
      '{ find(by: { code: null }) }',
      ['By.code'],
    ],
    [
      'the input fields with @role in each input object of a list',
      '{ find(all: [null, { code: "x" }]) }',
      ['By.code'],
    ],
    [
      'the input fields with @role in nested input objects',
      '{ deep(by: { more: { by: { code: "x" } } }) }',
      ['By.code'],
    ],
    ['the enum value with @role that is given', '{ kind(kind: SEALED) }', ['Kind.SEALED']],
    ['none if the given enum value has no @role', '{ kind(kind: OPEN) }', []],
    [
      'the enum values with @role in a list',
      '{ kind(kinds: [HIDDEN, OPEN, SEALED]) }',
      ['Kind.HIDDEN', 'Kind.SEALED'],
    ],
    [
      'the enum value with @role in an input object',
      '{ find(by: { kind: SEALED }) }',
      ['Kind.SEALED'],
    ],
    [
      'the argument with @role of an implementer, and that of its interface',
      '{ record { text(lang: "en") } }',
      ['Lab.text(lang:)', 'Record.text(lang:)'],
    ],
  ])('are %s', (_what, query, marked) => {
    expect(read(query)?.marked).toEqual(marked);
  });

  it('with @patient name only the ids that are given, and none for a variable that is not given', () => {
    const query = 'query ($id: ID) { whose(by: { patient: [$id, null, "p1"] }) }';
    expect(read(query)?.patients).toEqual(['p1']);
    expect(read('query ($id: ID) { whose(by: { patient: [$id] }) }')?.patientInputs).toEqual([]);
  });
});

describe('the coordinates of an argument', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'those of the interface and of each implementer if its field is selected on the interface',
      '{ record { text } }',
      ['Record.text(lang:)', 'Lab.text(lang:)', 'Note.text(lang:)'],
    ],
    [
      'only that of the object type if its field is selected on that type',
      '{ record { ... on Lab { text } } }',
      ['Lab.text(lang:)'],
    ],
  ])('are %s', (_what, query, expected) => {
    expect(coordinatesOf(query)).toEqual(expected);
  });
});
