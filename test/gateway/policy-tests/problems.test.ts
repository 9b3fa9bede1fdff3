import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPolicyTests, type PolicyTests } from '../../support/policy-tests.ts';
import { CALLERS, CONFIG, SUBGRAPHS } from './clinic-policy.ts';

let tests: PolicyTests;
beforeAll(async () => {
  tests = await openPolicyTests(SUBGRAPHS, CONFIG);
});
afterAll(() => tests.close());

describe('a wrong file of policy tests', () => {
  it('is refused with every problem of its form at once, each with its line and fix', async () => {
    const problems = await tests.problems(`callers:
  nurse: { role: nurse, relation: friend }
  clerk: 7
case: []
cases:
  - field: Patient.ssn
    query: '{ count }'
    expect: { nurse: seen, clerk: { view: {} } }
  - name: two
    field: Patient.name
    with: { purpose: FUN, consent: maybe }
    expect: {}
`);
    expect(problems).toEqual([
      'policy.yaml:2: callers.nurse.relation: must be one of none, self, listed, care-team',
      'policy.yaml:2: callers.nurse.role: is not known. Did you mean `roles`?',
      expect.stringMatching(/^policy\.yaml:3: callers\.clerk: /),
      expect.stringMatching(/^policy\.yaml:6: cases\[0\]\.name: /),
      expect.stringMatching(/^policy\.yaml:8: cases\[0\]\.expect\.nurse: must be one of full, /),
      expect.stringMatching(
        /^policy\.yaml:8: cases\[0\]\.expect\.clerk: must be one of .* a mapping with views, /,
      ),
      expect.stringMatching(/^policy\.yaml:11: cases\[1\]\.with\.purpose: must be a code /),
      expect.stringMatching(/^policy\.yaml:11: cases\[1\]\.with\.consent: must be given, /),
      'policy.yaml:12: cases[1].expect: must name at least one caller',
      'policy.yaml:4: case: is not known. Did you mean `cases`?',
    ]);
  });

  it('names a caller that the file does not have beside the view that is misspelled, with the one that is near', async () => {
    const file = `${CALLERS}\ncases: [{ name: one, field: Patient.ssn, expect: { clrk: ful, others: full } }]`;
    expect(await tests.problems(file)).toEqual([
      'policy.yaml:12: cases[0].expect.clrk: is not a caller of this file. Did you mean clerk?',
      expect.stringMatching(/^policy\.yaml:12: cases\[0\]\.expect\.clrk: must be one of full, /),
    ]);
  });

  it.each([
    ['', 'policy.yaml:1: callers: must be a mapping of names to callers'],
    ['cases: [', 'policy.yaml:1:9: not valid YAML'],
    ['callers: {}\ncases: []', 'policy.yaml:2: cases: must have at least one case'],
    ['callers: { others: {} }\ncases: []', 'policy.yaml:1: callers: must not name a caller others'],
  ])('is refused with a place: %j', async (text, problem) => {
    expect((await tests.problems(text)).join('\n')).toContain(problem);
  });

  it.each([
    [
      'field: Patient.snn',
      'cases[0].field: the graph has no Patient.snn. Did you mean Patient.ssn',
    ],
    ['field: Patient', 'cases[0].field: Patient is a type. Name a field or an argument'],
    ['field: Status.DEAD', 'Status.DEAD is an enum value'],
    ['field: [Patient.ssn, No.thing]', 'cases[0].field[1]: the graph has no No.thing.'],
    ['category: GENETIC', 'cases[0].category: no field of the graph has this category'],
    [
      'query: "{ patient { ssn } }"',
      'cases[0].query: Field "patient" argument "id" of type "ID!" is required',
    ],
    ['query: "{ patients { "', 'cases[0].query: Syntax Error'],
    ['query: "{ count } query B { count }"', 'cases[0].query: '],
    [
      'query: "query ($id: ID!) { patient(id: $id) { ssn } }", variables: { idd: "1" }',
      'cases[0].variables.idd: the query declares no $idd. It declares $id',
    ],
    [
      'query: "{ count }", variables: { id: "1" }',
      'cases[0].variables.id: the query declares no $id. Remove it',
    ],
    [
      'query: "query ($id: ID!) { patient(id: $id) { ssn } }"',
      'cases[0].query: the query needs $id: ID!. Add it',
    ],
    [
      'query: "query ($s: String) { patients(ssn: $s) { ssn } }", variables: { s: 999302967 }',
      'cases[0].variables.s: does not fit $s: String: 999302967; String cannot represent a non string value: 999302967. Put it in quotation marks',
    ],
    [
      'query: "mutation ($to: NameInput!) { rename(id: 1, to: $to) { ssn } }", variables: { to: { second: "A" } }',
      'cases[0].variables.to: does not fit $to: NameInput!: ',
    ],
    [
      'field: Patient.ssn, values: { Patient.zip: 2139 }',
      'values.Patient.zip: is read as a number',
    ],
    ['field: Patient.ssn, values: { Patient.zap: "1" }', 'values.Patient.zap: the graph has no'],
    [
      'field: Patient.ssn, with: { policies: [p] }',
      'cases[0].with.policies[0]: no @policy of the graph',
    ],
  ])('names what the graph does not have: %s', async (text, problem) => {
    const file = `${CALLERS}\ncases: [{ name: one, ${text}, expect: { doctor: full } }]`;
    const [first = ''] = await tests.problems(file);
    expect(first).toContain(problem);
    expect(first).toMatch(/^policy\.yaml:12: /);
  });

  it.each([
    [
      'callers: { a: { roles: docter } }',
      'callers.a.roles[0]: neither a mark nor the configuration names the role "docter". Did you mean doctor?',
    ],
    ['callers: { a: { issuer: x } }', 'callers.a.issuer: the configuration has no such issuer.'],
    ['callers: { a: {} }\npatient: " "', 'patient: does not have the form of identity.patientIds'],
  ])('names what the configuration does not have: %s', async (text, problem) => {
    const file = `${text}\ncases: [{ name: one, field: Patient.ssn, expect: { a: full } }]`;
    expect((await tests.problems(file)).join('\n')).toContain(problem);
  });

  it('is refused for callers and views that it does not have', async () => {
    const query = 'query: "{ patients { name } }"';
    const expected =
      'expect: { nurse: full, doctor: { views: { Patient.ssn: full }, record: [Patient.x] } }';
    const file = `${CALLERS}\ncases: [{ name: one, ${query}, ${expected} }, { name: one, ${query}, expect: { doctor: full } }]`;
    expect(
      (await tests.problems(file)).map((line) => line.replace(/^policy\.yaml:\d+: /, '')),
    ).toEqual([
      'cases[0].expect.nurse: is not a caller of this file. There are doctor, stranger, clerk, research, self, other, guardian',
      'cases[0].expect.doctor.views.Patient.ssn: the query does not select Patient.ssn. Fix one of them',
      expect.stringContaining('cases[0].expect.doctor.record[0]: the graph has no Patient.x.'),
      'cases[1].name: is the name of another case. Write another one',
    ]);
  });

  it('is refused for facts that decide nothing with its configuration', async () => {
    const plain = await openPolicyTests(SUBGRAPHS, 'authorization: { reach: { doctor: all } }');
    const file = `callers: { a: { roles: doctor, relation: care-team, purpose: TREAT, consent: given } }
cases: [{ name: one, field: Patient.ssn, expect: { a: full } }]`;
    expect(await plain.problems(file)).toEqual([
      'policy.yaml:1: callers.a.relation: decides nothing: the configuration has no relationships. Remove it, or name the configuration that has',
      'policy.yaml:1: callers.a.consent: decides nothing: the configuration has no relationships. Remove it, or name the configuration that has',
      'policy.yaml:1: callers.a.purpose: decides nothing: the configuration has no purpose. Remove it, or name the configuration that has',
    ]);
    await plain.close();
  });
});

describe('a patient of a graph whose ids are numbers', () => {
  const graph = {
    clinic: `type Query { patient(id: Int! @patient): Patient }
type Patient @key(fields: "id") @patient(id: "id") { id: Int! name: String @phi(category: NAME) @role(anyOf: ["doctor"]) }`,
  };
  const cases =
    'callers: { doctor: { roles: [doctor], relation: care-team } }\ncases: [{ name: the name, field: Patient.name, expect: { doctor: full } }]';

  it('must be a number, which the file can write without quotation marks', async () => {
    const numbered = await openPolicyTests(graph, CONFIG);
    try {
      expect(await numbered.problems(cases)).toEqual([
        expect.stringContaining(
          'patient: must be a whole number, such as 1, since Patient.id is of type Int. It is patient-1',
        ),
      ]);
      expect(await numbered.seen(`patient: 7\n${cases}`)).toEqual([
        expect.stringContaining('full'),
      ]);
      expect(await numbered.seen(`patient: 7\n${queryCase('$patient: Int!', '')}`)).toEqual([
        expect.stringContaining('full'),
      ]);
      expect(
        await numbered.problems(
          `patient: 7\n${queryCase('$patient: Int!', 'variables: { patient: "7" }, ')}`,
        ),
      ).toEqual([
        'policy.yaml:3: cases[0].variables.patient: does not fit $patient: Int!: "7"; Int cannot represent non-integer value: "7". Write a value of this type',
      ]);
    } finally {
      await numbered.close();
    }
  });
});

/** A file with one case, an operation that declares these variables. */
function queryCase(variables: string, rest: string): string {
  return `callers: { doctor: { roles: [doctor], relation: care-team } }
cases: [{ name: one, query: "query (${variables}) { patient(id: $patient) { name } }", ${rest}expect: { doctor: full } }]`;
}
