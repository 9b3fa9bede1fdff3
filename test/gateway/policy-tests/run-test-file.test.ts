import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPolicyTests, type PolicyTests } from '../../support/policy-tests.ts';
import { CALLERS, CONFIG, SUBGRAPHS } from './clinic-policy.ts';

let tests: PolicyTests;
beforeAll(async () => {
  tests = await openPolicyTests(SUBGRAPHS, CONFIG);
});
afterAll(() => tests.close());

/** What callers see of a case; `text` is YAML below the case's name. */
function seen(text: string): Promise<readonly string[]> {
  return tests.seen(`${CALLERS}\ncases: [{ name: one, ${text} }]`);
}

describe('a test of a field', () => {
  it.each([
    ['Patient.ssn', 'clerk', 'full 999-30-2967'],
    ['Patient.ssn', 'self', 'full 999-30-2967'],
    ['Patient.ssn', 'doctor', 'LAST4 2967'],
    ['Patient.ssn', 'research', 'denied by role'],
    ['Patient.ssn', 'stranger', 'denied by reach'],
    ['Patient.ssn', 'other', 'denied by reach'],
    ['Patient.name', 'research', 'suppressed'],
    ['Patient.born', 'research', 'YEAR 1972'],
    ['Patient.zip', 'research', 'ZIP3 021'],
    ['Patient.status', 'doctor', 'full ALIVE'],
    ['Patient.initial', 'doctor', 'full Sample Patient'],
    ['Patient.initial', 'research', 'suppressed'],
    ['Patient.home', 'doctor', 'full'],
    ['Home.street', 'doctor', 'full Sample Town'],
    ['Home.street', 'clerk', 'denied by role'],
    ['Note.text', 'doctor', 'full sample text'],
    ['Note.text', 'clerk', 'denied by role'],
    ['Being.label', 'clerk', 'full sample label'],
    ['Pet.label', 'clerk', 'full sample label'],
    ['Query.count', 'clerk', 'full 47'],
    ['Query.count', 'doctor', 'denied by role'],
    ['Audit.note', 'doctor', 'denied by role'],
    ['Query.patients(ssn:)', 'clerk', 'full'],
    ['Query.patients(ssn:)', 'doctor', 'denied by input'],
    ['Mutation.rename', 'clerk', 'full'],
    ['Mutation.rename', 'doctor', 'denied by role'],
    ['NameInput.first', 'clerk', 'full'],
    ['NameInput.last', 'clerk', 'denied by input'],
  ])('sees %s as the %s does: %s', async (field, caller, view) => {
    expect(await seen(`field: '${field}', expect: { ${caller}: full }`)).toEqual([
      `${caller} ${field}: ${view}`,
    ]);
  });

  it('shows the pseudonym of the project, which is the same in every run', async () => {
    const [first] = await seen('field: Patient.code, expect: { research: PSEUDONYM }');
    expect(first).toMatch(/^research Patient.code: PSEUDONYM [\w-]{22}$/);
    expect(await seen('field: Patient.code, expect: { research: PSEUDONYM }')).toEqual([first]);
  });

  it('asks for several fields, each with its own result', async () => {
    const fields = 'field: [Patient.name, Patient.ssn, Note.text, Patient.born]';
    expect(await seen(`${fields}, expect: { clerk: full }`)).toEqual([
      'clerk Patient.name: full Sample Patient',
      'clerk Patient.ssn: full 999-30-2967',
      'clerk Note.text: denied by role',
      'clerk Patient.born: denied by role',
    ]);
  });

  it('asks for each field of a category', async () => {
    expect(await seen('category: [MENTAL_HEALTH, SSN], expect: { doctor: full }')).toEqual([
      'doctor Note.id: full Note-1',
      'doctor Note.text: full sample text',
      'doctor Patient.ssn: LAST4 2967',
    ]);
  });

  it('asks through another root field where the first one needs an argument that is denied', async () => {
    const { results } = await tests.run(
      `${CALLERS}\ncases: [{ name: one, field: Patient.name, expect: { clerk: full } }]`,
    );
    expect(results[0]?.checks[0]?.asked).toBe('query { patient(id: "patient-1") { name } }');
  });

  it('means every other caller of the file by others', async () => {
    const all = await seen('field: Patient.name, expect: { research: suppressed, others: full }');
    expect(all.map((line) => line.split(' ')[0])).toEqual([
      'research',
      'doctor',
      'stranger',
      'clerk',
      'self',
      'other',
      'guardian',
    ]);
  });
});

describe('the facts of a test', () => {
  it.each([
    ['stranger', 'breakGlass: true', 'Patient.name', 'full Sample Patient'],
    ['clerk', 'breakGlass: true', 'Patient.name', 'refused with FORBIDDEN'],
    ['research', 'breakGlass: true', 'Patient.name', 'refused with PURPOSE_NOT_ALLOWED'],
    ['doctor', 'relation: none', 'Patient.name', 'denied by reach'],
    ['stranger', 'relation: care-team', 'Patient.name', 'full Sample Patient'],
    ['doctor', 'consent: unknown', 'Patient.name', 'denied by reach'],
    ['self', 'consent: unknown', 'Patient.name', 'full Sample Patient'],
    ['doctor', 'consent: { denies: [MENTAL_HEALTH] }', 'Note.text', 'denied by consent'],
    ['self', 'consent: { denies: [MENTAL_HEALTH] }', 'Note.text', 'full sample text'],
    ['doctor', 'purpose: HMARKT', 'Patient.name', 'refused with PURPOSE_NOT_ALLOWED'],
  ])('let the %s with %s see %s as: %s', async (caller, facts, field, view) => {
    const text = `field: ${field}, with: { ${facts} }, expect: { ${caller}: full }`;
    expect(await seen(text)).toEqual([`${caller} ${field}: ${view}`]);
  });

  it('hide the whole record from a caller to whom the patient denies access', async () => {
    const text =
      'query: "{ patients { name } }", with: { consent: denied }, expect: { doctor: full }';
    expect(await seen(text)).toEqual(['doctor Patient.name: denied by consent']);
  });

  it('let a caller reach the patients that a claim lists', async () => {
    const text = 'query: "{ patients { id } }", expect: { guardian: { data: {} } }';
    expect(await seen(text)).toEqual(['guardian data: {"patients":[{"id":"patient-1"}]}']);
    const other = text.replace('expect', 'with: { relation: none }, expect');
    expect(await seen(other)).toEqual(['guardian data: {"patients":[]}']);
  });
});

describe('a test of an operation', () => {
  const query =
    'query: "query($patient: ID!) { patient(id: $patient) { name ssn notes { text } } }"';

  it('compares views, data, record and outcome', async () => {
    const { results } = await tests.run(`${CALLERS}
cases:
  - name: chart
    ${query}
    expect:
      doctor:
        views: { Patient.ssn: LAST4 2967, Note.text: full }
        data: { patient: { name: Sample Patient, ssn: '2967', notes: [{ text: sample text }] } }
        record: [Patient.ssn LAST4, Note.text, Patient.name, Patient.notes]
        outcome: permit
      clerk:
        views: { Note.text: denied by role }
        record: [Patient.name, Patient.ssn]
        outcome: partial
      stranger: { data: { patient: null }, record: [], outcome: deny }
`);
    const failed = results.flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
    expect(failed).toEqual([]);
    expect(results[0]?.checks.length).toBe(11);
  });

  it('fails for a field that is on the record and was not expected there', async () => {
    expect(await seen(`${query}, expect: { clerk: { record: [Patient.name] } }`)).toEqual([
      'clerk record: Patient.name full, Patient.ssn full',
    ]);
  });

  it('fails for views, data, a record or an outcome other than what came', async () => {
    const { results } = await tests.run(`${CALLERS}
cases:
  - name: chart
    ${query}
    expect:
      clerk:
        views: { Patient.ssn: LAST4, Patient.name: full Another }
        data: { patient: { name: Another } }
        record: [Patient.name]
        outcome: permit
`);
    expect(results[0]?.checks.map(({ subject, passed }) => [subject, passed])).toEqual([
      ['Patient.ssn', false],
      ['Patient.name', false],
      ['data', false],
      ['record', false],
      ['outcome', false],
    ]);
  });

  it('compares each marked field with a view that is given for all', async () => {
    expect(await seen(`${query}, expect: { clerk: denied }`)).toEqual([
      'clerk Patient.name: full Sample Patient',
      'clerk Patient.ssn: full 999-30-2967',
      'clerk Patient.notes: denied by role',
      'clerk Note.text: denied by role',
    ]);
  });

  it('has an object of each type on which it has a fragment', async () => {
    const text = 'query: "{ beings { ... on Patient { name } ... on Pet { label } } }"';
    expect(await seen(`${text}, expect: { clerk: full }`)).toEqual([
      'clerk Patient.name: full Sample Patient',
      'clerk Pet.label: full sample label',
    ]);
  });

  it('leaves out of a list the patients out of reach', async () => {
    const list = 'values: { Query.patients: [{ id: patient-1 }, { id: p2, name: Two }] }';
    const text = `query: "{ patients { id name } }", ${list}`;
    expect(await seen(`${text}, expect: { doctor: { data: {} }, clerk: { data: {} } }`)).toEqual([
      'doctor data: {"patients":[{"id":"patient-1","name":"Sample Patient"}]}',
      'clerk data: {"patients":[{"id":"patient-1","name":"Sample Patient"},{"id":"p2","name":"Two"}]}',
    ]);
  });
});

describe('the configuration of policy tests', () => {
  it('tests a dry run as it will be enforced', async () => {
    const dry = await openPolicyTests(
      SUBGRAPHS,
      CONFIG.replace('reach:', 'mode: dry-run\n  reach:'),
    );
    const text = `${CALLERS}\ncases: [{ name: one, field: Patient.ssn, expect: { research: full } }]`;
    expect(await dry.seen(text)).toEqual(['research Patient.ssn: denied by role']);
    await dry.close();
  });

  it('opens a category that the purpose closes if the patient permits it', async () => {
    const closed = await openPolicyTests(
      SUBGRAPHS,
      CONFIG.replace('MENTAL_HEALTH: [TREAT, ETREAT, PATRQT]', 'MENTAL_HEALTH: [PATRQT]'),
    );
    const text = `${CALLERS}\ncases: [{ name: one, field: Note.text, expect: { doctor: full } }]`;
    expect(await closed.seen(text)).toEqual(['doctor Note.text: denied by purpose']);
    const permitted = text.replace(
      'expect',
      'with: { consent: { permits: [MENTAL_HEALTH] } }, expect',
    );
    expect(await closed.seen(permitted)).toEqual(['doctor Note.text: full sample text']);
    await closed.close();
  });

  it('sees the fields that are not denied where the gateway refuses operations with a denial', async () => {
    const strict = await openPolicyTests(
      SUBGRAPHS,
      CONFIG.replace('reach:', 'mode: reject\n  reach:'),
    );
    const text = `${CALLERS}\ncases: [{ name: one, field: [Patient.ssn, Patient.name, Patient.zip], expect: { clerk: full } }]`;
    expect(await strict.seen(text)).toEqual([
      'clerk Patient.ssn: full 999-30-2967',
      'clerk Patient.name: full Sample Patient',
      'clerk Patient.zip: denied by role',
    ]);
    await strict.close();
  });
});
