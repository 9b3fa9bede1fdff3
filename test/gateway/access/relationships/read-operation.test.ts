import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readOperation } from '../../../../gateway/access/relationships/read-operation.ts';

const SCHEMA = buildSchema(`
  type Query {
    related(by: ID, patients: [ID!]!, days: Int! = 365, why: Why): [Relation!]!
    some(patients: [ID!]): [Relation]
    one(patients: [ID!]!): Relation
    nested(patients: [ID!]!): [[Relation]]
    names(patients: [ID!]!): [String]
  }
  type Mutation { relate(patients: [ID!]!): [Relation] }
  enum Why { BOTH }
  type Relation {
    patient: ID!
    subjectId: String
    treats: Boolean
    hides: [String!]
    number: Int
    scores: [Int]
    other: Relation
  }
`);

function read(source: string, variables: Readonly<Record<string, string>> = {}) {
  return readOperation(source, SCHEMA, new Map(Object.entries(variables)));
}

function problems(source: string, variables: Readonly<Record<string, string>> = {}) {
  const outcome = read(source, variables);
  return outcome.ok ? [] : outcome.problems;
}

describe('the configured operation that looks up care relationships', () => {
  it('maps fields of the subgraph to known keys with aliases, and may omit optional keys', () => {
    const outcome = read(
      `# the care relationships of a caller
      query Related($patients: [ID!]!, $who: ID!, $days: Int! = 30) {
        team: related(by: $who, patients: $patients, days: $days) {
          patient: subjectId careTeam: treats deniesActor: treats denies: hides permits: hides
        }
      }`,
      { who: 'practitioner' },
    );
    expect(outcome).toMatchObject({ ok: true, operation: { field: 'team', required: ['who'] } });
    expect(read('query ($patients: [ID!]!) { related(patients: $patients) { patient } }')).toEqual({
      ok: true,
      operation: {
        field: 'related',
        required: [],
        text: 'query ($patients: [ID!]!) {\n  related(patients: $patients) {\n    patient\n  }\n}',
      },
    });
  });

  it('does not require a claim if the variable for it is nullable or has a default', () => {
    expect(
      read(
        'query ($patients: [ID!]!, $who: ID) { related(by: $who, patients: $patients) { patient } }',
        {
          who: 'practitioner',
        },
      ),
    ).toMatchObject({ ok: true, operation: { required: [] } });
    expect(
      read(
        'query ($patients: [ID!]!, $who: ID! = "x") { related(by: $who, patients: $patients) { patient } }',
        { who: 'practitioner' },
      ),
    ).toMatchObject({ ok: true, operation: { required: [] } });
  });

  const head = 'query ($patients: [ID!]!)';
  it.each([
    ['a syntax error', 'query {', /is not GraphQL/],
    [
      'a mutation',
      'mutation ($patients: [ID!]!) { relate(patients: $patients) { patient } }',
      /must be a query, not a mutation/,
    ],
    [
      'two operations',
      `${head} { related(patients: $patients) { patient } } query B { __typename }`,
      /one query/,
    ],
    [
      'fragments',
      `${head} { related(patients: $patients) { ...F } } fragment F on Relation { patient }`,
      /without fragments/,
    ],
    [
      'inline fragments',
      `${head} { related(patients: $patients) { patient ... { careTeam: treats } } }`,
      /not fragments/,
    ],
    [
      'a root fragment',
      `${head} { ... { related(patients: $patients) { patient } } }`,
      /one root field/,
    ],
    [
      'an unknown field',
      `${head} { related(patients: $patients) { patientId } }`,
      /does not fit the subgraph: .*patientId/,
    ],
    [
      'a missing $patients variable',
      'query { related(patients: ["p1"]) { patient } }',
      /\$patients: \[ID!\]!/,
    ],
    [
      'a $patients variable of another type',
      'query ($patients: [ID!]) { some(patients: $patients) { patient } }',
      /\$patients: \[ID!\]!/,
    ],
    [
      'two root fields',
      `${head} { related(patients: $patients) { patient } __typename }`,
      /one root field/,
    ],
    [
      'a root field that returns a single object',
      `${head} { one(patients: $patients) { patient } }`,
      /list of objects/,
    ],
    [
      'a root field that returns a list of lists',
      `${head} { nested(patients: $patients) { patient } }`,
      /list of objects/,
    ],
    [
      'a root field that returns a list of strings',
      `${head} { names(patients: $patients) }`,
      /list of objects/,
    ],
    [
      'a selection without patient',
      `${head} { related(patients: $patients) { careTeam: treats } }`,
      /does not select patient/,
    ],
    [
      'a selected field that is not one of the known keys',
      `${head} { related(patients: $patients) { patient hides } }`,
      /selects hides, but the keys are/,
    ],
    [
      'a selection of __typename',
      `${head} { related(patients: $patients) { patient __typename } }`,
      /selects __typename/,
    ],
    [
      'a patient of another type',
      `${head} { related(patients: $patients) { patient: number } }`,
      /patient as Int/,
    ],
    [
      'a "careTeam" key that is not a Boolean',
      `${head} { related(patients: $patients) { patient careTeam: hides } }`,
      /careTeam as \[String!\]/,
    ],
    [
      'a "deniesActor" key that is not a Boolean',
      `${head} { related(patients: $patients) { patient deniesActor: subjectId } }`,
      /deniesActor as String/,
    ],
    [
      'a "denies" key that is not a list',
      `${head} { related(patients: $patients) { patient denies: subjectId } }`,
      /denies as String/,
    ],
    [
      'a "denies" key that is a list of numbers',
      `${head} { related(patients: $patients) { patient denies: scores } }`,
      /denies as \[Int\]/,
    ],
    [
      'a "permits" key that is an object',
      `${head} { related(patients: $patients) { patient permits: other { patient } } }`,
      /permits as Relation/,
    ],
  ])('is refused with a problem that describes %s', (_what, source, expected) => {
    expect(problems(source).join('\n')).toMatch(expected);
  });

  it.each([
    ['a required variable without a claim', asking('ID!'), {}, /needs \$who/],
    ['a claim without a variable', asking('ID'), { who: 'a', ward: 'b' }, /no variable \$ward/],
    [
      'a claim for the $patients variable',
      asking('ID'),
      { patients: 'a' },
      /gives \$patients a claim/,
    ],
    [
      'a claim for an Int variable',
      'query ($patients: [ID!]!, $days: Int!) { related(patients: $patients, days: $days) { patient } }',
      { days: 'a' },
      /takes \$days as Int/,
    ],
  ])('is refused with a problem that describes %s', (_what, source, variables, expected) => {
    expect(problems(source, variables as Record<string, string>).join('\n')).toMatch(expected);
  });

  it('is refused with all five of its problems at once', () => {
    expect(
      problems(
        'query ($who: ID!) { related(by: $who, patients: []) { careTeam: number denies: number } }',
      ),
    ).toHaveLength(5);
  });
});

function asking(type: string): string {
  return `query ($patients: [ID!]!, $who: ${type}) { related(by: $who, patients: $patients) { patient } }`;
}
