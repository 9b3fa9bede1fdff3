import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { ALL_ROLES } from '../../../directives/operation/effective-roles.ts';
import { ROOT_LINK } from '../../../directives/release/patient-link.ts';
import { release } from '../../../directives/release/release.ts';
import type { ReleaseContext } from '../../../directives/release/release-step.ts';
import type { Program, ReleasePlan, Step } from '../../../directives/release/program.ts';
import { rootSelections } from '../../../directives/release/program.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    labs: [Lab]
    lab: Lab
    staff: Staff
    record: Record
    note(of: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
    notes(of: ID @patient): [String!]! @phi @role(anyOf: ["doctor", "self"])
    noteNow(of: ID @patient): String! @phi @role(anyOf: ["doctor", "self"])
    site(of: ID @patient): Site
    rows: [[Int]]
    must: [Int!]
    here: Site!
    mine: Lab!
    maybe(of: ID @patient): [String!] @phi @role(anyOf: ["doctor", "self"])
    chosen: Lab @phi @role(anyOf: ["doctor", "self"])
    chart: Chart
    labOf(of: ID @patient): Lab
    person: Person
    sites: [Site]
    batches: [[Lab]]
    matched(by: Match): Site
    match(by: Match): String @phi @role(anyOf: ["doctor"])
  }
  input Match { patient: ID @patient or: [Match] }
  interface Chart { lab: Record }
  type Ward implements Chart { lab: Lab }
  interface Record { id: ID! label: String }
  type Lab implements Record @key(fields: "id code") @patient(id: "subject.id") {
    id: ID!
    code: Int
    label: String
    subject: Subject
    text: String @phi @role(anyOf: ["doctor", "self"])
    must: String! @phi @role(anyOf: ["doctor"], deidentified: ["research", "self"])
    born: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
    mood: String @phi(category: MENTAL_HEALTH) @role(anyOf: ["doctor", "self"])
    kind: Kind
    plain: Plain
    nick: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])
    compared(to: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
    site: Site
    device: Device
    copy: Copy
  }
  type Subject { id: ID }
  type Device @key(fields: "id") { id: ID! serial: String @phi @role(anyOf: ["doctor", "self"]) }
  type Copy @patient(id: "of") { of: ID text: String @phi @role(anyOf: ["doctor", "self"]) }
  type Person @key(fields: "ssn") {
    ssn: ID @phi @role(anyOf: ["doctor"])
    nick: String @phi @role(anyOf: ["doctor"])
  }
  type Site { area: String desk: String @phi @role(anyOf: ["doctor", "self"]) }
  type Staff implements Record @key(fields: "id") @role(anyOf: ["clerk", "doctor"]) { id: ID! label: String }
  enum Plain { ONE }
  enum Kind { OPEN SEALED @role(anyOf: ["clerk"]) HIV @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "self"]) }
`);
const DOCTOR: Omit<UnitRequest, 'query'> = { roles: { doctor: 'all' } };
const RESEARCH: Omit<UnitRequest, 'query'> = { roles: { research: 'all' } };
const P1: Omit<UnitRequest, 'query'> = { roles: { self: 'self' }, claims: { self: ['p1'] } };

const lab = (patient: unknown, more: object = {}) => ({
  __typename: 'Lab',
  id: '7',
  code: 3,
  subject: { __typename: 'Subject', id: patient },
  text: 'flu',
  ...more,
});

async function released(
  query: string,
  who: Omit<UnitRequest, 'query'>,
  data: unknown,
  more: Partial<ReleaseContext> & {
    readonly failed?: readonly (readonly (string | number)[])[];
  } = {},
) {
  const decided = await graph.decide({ query, ...who });
  const { errors, accesses, withheld, ...rest } = decided.release(data, more);
  return {
    data: rest.data,
    errors: errors.map(({ code, path }) => `${path.join('.')} ${code}`),
    withheld: withheld.map(({ coordinate, reason }) => `${coordinate} ${reason}`),
    accesses: accesses.map(
      ({ program, patient, record, unreleasedFields }) =>
        `${program.type} ${patient} ${record} ${program.recorded
          .filter((_field, index) => !unreleasedFields?.includes(index))
          .map(({ name }) => name)
          .join(' ')}`,
    ),
  };
}

const NOTHING = { errors: [], withheld: [], accesses: [] };

describe('the patient of a released object', () => {
  it.each<[string, unknown, Awaited<ReturnType<typeof released>>]>([
    [
      'is the one at its patient path',
      lab('p1'),
      { ...NOTHING, data: { lab: { text: 'flu' } }, accesses: ['Lab p1 ["7","3"] text'] },
    ],
    [
      'is read from a number, too, here that of another patient',
      lab(1),
      { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] },
    ],
    [
      'is out of reach if it is another patient',
      lab('p2'),
      { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] },
    ],
    [
      'is a failure if an object on the path is not an object',
      lab('p1', { subject: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'is a failure if the id is not a scalar',
      lab({ id: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'is a failure if the path is missing',
      { ...lab('p1'), subject: undefined },
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'is unknown if the path is null, so that only roles that may access every patient see PHI',
      lab('p1', { subject: null }),
      {
        ...NOTHING,
        data: { lab: { text: null } },
        errors: ['lab.text UNAUTHORIZED_FIELD_OR_TYPE'],
        withheld: ['Lab.text role'],
      },
    ],
  ])('%s', async (_what, value, expected) => {
    expect(await released('{ lab { text } }', P1, { lab: value })).toEqual(expected);
  });

  it('is a failure if a null on the @patient path is an error of the subgraph', async () => {
    const query = '{ lab { text label } }';
    const data = { lab: lab('p1', { subject: null, label: 'a' }) };
    expect(await released(query, DOCTOR, data, { failed: [['lab', 'subject']] })).toEqual({
      data: { lab: { text: null, label: 'a' } },
      errors: ['lab.text SUBGRAPH_FAILED'],
      withheld: ['Lab.text failed'],
      accesses: [],
    });
  });

  it.each<[string, object, string]>([
    ['is recorded with a record id from all fields of the key', {}, 'Lab p1 ["7","3"] text'],
    [
      'is recorded without a record id if a field of the key is null',
      { code: null },
      'Lab p1 null text',
    ],
    [
      'is recorded without a record id if a field of the key is not a scalar',
      { id: [] },
      'Lab p1 null text',
    ],
  ])('%s', async (_what, more, access) => {
    const { accesses } = await released('{ lab { text } }', DOCTOR, { lab: lab('p1', more) });
    expect(accesses).toEqual([access]);
  });

  it.each<[string, unknown, string]>([
    ['a hash of a key that is PHI', '999-12-3456', 'Person null hash of Person 999-12-3456 nick'],
    ['null if that key is null', null, 'Person null null nick'],
  ])('is recorded with a record id that is %s', async (_what, ssn, access) => {
    const person = { __typename: 'Person', ssn, nick: 'Al' };
    const { accesses } = await released('{ person { nick } }', DOCTOR, { person });
    expect(accesses).toEqual([access]);
  });

  it.each([
    ['p1', ['Lab p1 ["7","3"] text']],
    ['p2', []],
  ])(
    'must be p1 if the arguments limit the field to p1, or nothing is recorded: %s',
    async (patient, accesses) => {
      const data = { _phi_0: lab(patient) };
      expect((await released('{ labOf(of: "p1") { text } }', DOCTOR, data)).accesses).toEqual(
        accesses,
      );
    },
  );

  it('is a failure if the id does not have the form of patient ids', async () => {
    const data = { lab: lab('p2', { label: 'a' }) };
    const checks = { isPatientId: () => false };
    expect(await released('{ lab { text label } }', DOCTOR, data, checks)).toEqual({
      data: { lab: { text: null, label: 'a' } },
      errors: ['lab.text SUBGRAPH_FAILED'],
      withheld: ['Lab.text failed'],
      accesses: [],
    });
  });

  it('is recorded next to a patient named by an argument that does not limit the field', async () => {
    const data = { _phi_0: 'flu' };
    const { accesses } = await released('{ match(by: { patient: "p1" }) }', DOCTOR, data);
    expect(accesses).toEqual(['Query null null match', 'Query p1 null match']);
  });

  it('is unknown below a field with an argument that names a patient but does not limit the field', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    const query = '{ matched(by: { patient: "p1" }) { desk } }';
    expect((await released(query, DOCTOR, data)).accesses).toEqual(['Site null null desk']);
  });

  it('is out of reach if it is not the patient that the arguments name', async () => {
    const data = { _phi_0: lab('p2') };
    expect(await released('{ labOf(of: "p1") { text } }', P1, data)).toEqual({
      ...NOTHING,
      data: { labOf: null },
      withheld: ['Lab reach'],
    });
  });

  it('is the patient of the parent object if the object has no key', async () => {
    const site = { __typename: 'Site', area: 'a', desk: 'b' };
    const { accesses } = await released('{ lab { site { desk } } }', P1, {
      lab: lab('p1', { site }),
    });
    expect(accesses).toEqual(['Site p1 ["7","3"] desk']);
  });

  it('is unknown for an object with a key and without @patient, whatever its parent', async () => {
    const data = { lab: lab('p1', { device: { __typename: 'Device', id: 'd1', serial: 's' } }) };
    const query = '{ lab { device { serial } } }';
    expect(await released(query, P1, data)).toEqual({
      data: { lab: { device: { serial: null } } },
      errors: ['lab.device.serial UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Device.serial role'],
      accesses: [],
    });
    expect((await released(query, DOCTOR, data)).accesses).toEqual(['Device null d1 serial']);
  });

  it("is the one at the @patient path of an object without a key, recorded under the parent's key", async () => {
    const copy = { __typename: 'Copy', of: 'p2', text: 'flu' };
    const query = '{ lab { copy { text } } }';
    const { accesses } = await released(query, DOCTOR, { lab: lab('p1', { copy }) });
    expect(accesses).toEqual(['Copy p2 ["7","3"] text']);
  });

  it('must be the same at each private alias that holds it', async () => {
    const query = '{ chart { lab { label } ... on Ward { lab { text } } } }';
    const accesses = async (more: object) => {
      const chart = { __typename: 'Ward', lab: lab('p1', more) };
      return (await released(query, P1, { chart })).accesses;
    };
    expect(await accesses({})).toEqual(['Lab p1 ["7","3"] text']);
    for (const wrong of ['p1', ['p1'], { id: 'p2' }, null])
      expect(await accesses({ _phi_Lab_subject: wrong })).toEqual([]);
  });

  it('is the patient that the arguments limit the field to, for an object without a key', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    const { accesses } = await released('{ site(of: "p1") { desk } }', P1, data);
    expect(accesses).toEqual(['Site p1 null desk']);
  });

  it('is the patient that the arguments limit the field to, for a root field', async () => {
    const { data, accesses } = await released('{ note(of: "p1") }', P1, { _phi_0: 'flu' });
    expect([data, accesses]).toEqual([{ note: 'flu' }, ['Query p1 null note']]);
  });

  it('must be in reach together with the patient that an argument names, or the value is null', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { research: 'all', self: 'self' },
      claims: { self: ['p1'] },
    };
    const query = '{ lab { compared(to: "p1") } }';
    const compared = async (patient: string) =>
      (await released(query, who, { lab: lab(patient, { _phi_0: 'alike' }) })).data;
    expect(await compared('p1')).toEqual({ lab: { compared: 'alike' } });
    expect(await compared('p2')).toEqual({ lab: { compared: null } });
  });

  it('is unknown for an object without a key if neither a parent nor an argument names a patient', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    expect(await released('{ site { area desk } }', P1, data)).toEqual({
      data: { site: { area: 'a', desk: null } },
      errors: ['site.desk UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Site.desk role'],
      accesses: [],
    });
  });
});

describe('a fetched value that is not an object of the declared type', () => {
  it.each<[string, unknown]>([
    ['a list', []],
    ['a string', 'lab'],
    ['an object without __typename', { id: 1 }],
    ['an object of an unknown type', { __typename: 'Person' }],
    ['an object of another type', { __typename: 'Staff' }],
    ['an object with a list as __typename', { __typename: ['Lab'] }],
    ['a list with a __typename', Object.assign([], { __typename: 'Lab' })],
  ])('becomes null with SUBGRAPH_FAILED: %s', async (_what, value) => {
    expect(await released('{ lab { label } }', DOCTOR, { lab: value })).toEqual({
      ...NOTHING,
      data: { lab: null },
      errors: ['lab SUBGRAPH_FAILED'],
    });
  });

  it('becomes null with SUBGRAPH_FAILED if its __typename is an interface', async () => {
    const data = { record: { __typename: 'Record', label: 'x' } };
    expect(await released('{ record { label } }', DOCTOR, data)).toEqual({
      ...NOTHING,
      data: { record: null },
      errors: ['record SUBGRAPH_FAILED'],
    });
  });

  it("becomes null with SUBGRAPH_FAILED if it fits the interface's field and not the type's field", async () => {
    const query = '{ chart { lab { label } ... on Ward { lab { label } } } }';
    const chart = { __typename: 'Ward', lab: { __typename: 'Staff', label: 'x' } };
    expect(await released(query, DOCTOR, { chart })).toEqual({
      ...NOTHING,
      data: { chart: { lab: null } },
      errors: ['chart.lab SUBGRAPH_FAILED'],
    });
  });

  it('gives null for every field if it is the root', async () => {
    for (const data of ['text', null])
      expect((await released('{ lab { label } }', DOCTOR, data)).data).toEqual({ lab: null });
  });
});

describe('an object of a type that no role of the caller may see', () => {
  it('becomes null with an error', async () => {
    const data = { record: { __typename: 'Staff', label: 'x' } };
    expect(await released('{ record { label } }', RESEARCH, data)).toEqual({
      data: { record: null },
      errors: ['record UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Staff role'],
      accesses: [],
    });
  });
});

describe('a suppressed non-null field', () => {
  it('nulls its object with an error', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { doctor: 'self', research: 'all' },
      claims: { doctor: ['p1'] },
    };
    const query = '{ labs { born must nick } }';
    const data = {
      labs: [
        lab('p1', { born: '1980-01-02', must: 'x', nick: 'y' }),
        lab('p2', { born: '1980-01-02', must: 'x', nick: 'y' }),
      ],
    };
    expect(await released(query, who, data)).toEqual({
      data: { labs: [{ born: '1980-01-02', must: 'x', nick: 'y' }, null] },
      errors: ['labs.1.must UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Lab.must suppressed'],
      accesses: ['Lab p1 ["7","3"] born must nick'],
    });
  });
});

describe('a suppressed nullable field', () => {
  it('is null without an error', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { doctor: 'self', research: 'all' },
      claims: { doctor: ['p1'] },
    };
    expect(await released('{ labs { nick } }', who, { labs: [lab('p2', { nick: 'y' })] })).toEqual({
      ...NOTHING,
      data: { labs: [{ nick: null }] },
      withheld: ['Lab.nick suppressed'],
    });
  });
});

describe('an enum value', () => {
  it('without directives on its enum is released to every caller', async () => {
    const { data } = await released('{ lab { plain } }', RESEARCH, {
      lab: lab('p1', { plain: 'ONE' }),
    });
    expect(data).toEqual({ lab: { plain: 'ONE' } });
  });

  it.each<[string, string, Omit<UnitRequest, 'query'>, string[]]>([
    ['without PHI is released and not recorded', 'OPEN', DOCTOR, []],
    ['with PHI is released and recorded', 'HIV', DOCTOR, ['Lab p1 ["7","3"] kind']],
  ])('%s', async (_what, kind, who, accesses) => {
    const { data, accesses: made } = await released('{ lab { kind } }', who, {
      lab: lab('p1', { kind }),
    });
    expect([data, made]).toEqual([{ lab: { kind } }, accesses]);
  });

  it.each<[string, Omit<UnitRequest, 'query'>, unknown]>([
    ['SEALED', { roles: { clerk: 'self' }, claims: { clerk: ['p1'] } }, null],
    ['SEALED', { roles: { clerk: 'self' }, claims: { clerk: ['p1'] } }, 'p1'],
    ['HIV', P1, 'p1'],
  ])('%s is released to a caller with a role that may see it', async (kind, who, patient) => {
    const { data } = await released('{ lab { kind } }', who, { lab: lab(patient, { kind }) });
    expect(data).toEqual({ lab: { kind } });
  });

  it.each<[string, Omit<UnitRequest, 'query'>, unknown]>([
    ['SEALED', DOCTOR, 'p1'],
    ['HIV', RESEARCH, 'p1'],
    ['HIV', P1, null],
  ])(
    '%s is null with an error for a caller without a role that may see it',
    async (kind, who, patient) => {
      const { data, errors, withheld } = await released('{ lab { kind } }', who, {
        lab: lab(patient, { kind }),
      });
      expect([data, errors, withheld]).toEqual([
        { lab: { kind: null } },
        ['lab.kind UNAUTHORIZED_FIELD_OR_TYPE'],
        ['Lab.kind role'],
      ]);
    },
  );
});

describe('a patient that the caller may not access', () => {
  it.each<[string, unknown]>([
    ['note', null],
    ['notes', []],
    ['maybe', []],
  ])('gives the same response as a missing patient in the field %s', async (field, value) => {
    expect(await released(`{ ${field}(of: "p2") }`, P1, {})).toEqual({
      ...NOTHING,
      data: { [field]: value },
    });
  });

  it('nulls the response if the field is non-null', async () => {
    const { data, errors } = await released('{ noteNow(of: "p2") }', P1, {});
    expect([data, errors]).toEqual([null, ['noteNow NULL_NOT_ALLOWED']]);
  });

  it('nulls the response if a non-null field returns an object of that patient', async () => {
    const { data, errors } = await released('{ mine { text } }', P1, { mine: lab('p2') });
    expect([data, errors]).toEqual([null, ['mine NULL_NOT_ALLOWED']]);
  });

  it('leaves the nulls of a list at their places only if errors for such patients are configured', async () => {
    const data = { labs: [null, lab('p1')] };
    const places = async (reportsUnreached: boolean) =>
      (await released('{ labs { text } }', P1, data, { reportsUnreached })).data;
    expect(await places(true)).toEqual({ labs: [null, { text: 'flu' }] });
    expect(await places(false)).toEqual({ labs: [{ text: 'flu' }] });
  });

  it('gives one error for a list and one for each other field if errors for such patients are configured', async () => {
    const data = { labs: [lab('p2'), lab('p1'), lab('p3')], lab: lab('p2') };
    const query = '{ labs { text } lab { text } note(of: "p2") }';
    const { data: given, errors } = await released(query, P1, data, { reportsUnreached: true });
    expect(given).toEqual({ labs: [{ text: 'flu' }], lab: null, note: null });
    expect(errors).toEqual([
      'labs.@ UNAUTHORIZED_FIELD_OR_TYPE',
      'lab UNAUTHORIZED_FIELD_OR_TYPE',
      'note UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
  });
});

describe('a custom rule that decides object by object', () => {
  const customRules = new Map([
    ['Lab.text' as Coordinate, [{ requires: [['id']] }]],
    ['Lab.label' as Coordinate, [{ requires: [['id']] }]],
  ]);

  it('denies the fields that it does not permit, and they are not recorded', async () => {
    const decided = await graph.decide({ query: '{ lab { text label } }', ...DOCTOR, customRules });
    const { data, errors, withheld, accesses } = decided.release(
      { lab: lab('p1', { label: 'x' }) },
      { permits: () => false },
    );
    expect([data, withheld.map(({ reason }) => reason), accesses]).toEqual([
      { lab: { text: null, label: null } },
      ['rule', 'rule'],
      [],
    ]);
    expect(new Set(errors.map(({ code }) => code))).toEqual(
      new Set(['UNAUTHORIZED_FIELD_OR_TYPE']),
    );
  });

  it('releases and records the fields that it permits, whatever else it denies', async () => {
    const decided = await graph.decide({ query: '{ lab { text label } }', ...DOCTOR, customRules });
    const { data, accesses } = decided.release(
      { lab: lab('p1', { label: 'x' }) },
      { permits: ({ field }) => field.definition.name === 'text' },
    );
    expect(data).toEqual({ lab: { text: 'flu', label: null } });
    expect(accesses).toMatchObject([{ patient: 'p1', unreleasedFields: null }]);
  });
});

describe('a field that the ledger records', () => {
  it.each<[string, string, unknown, string[]]>([
    [
      'is one whose object was released',
      '{ chosen { label } }',
      lab('p1'),
      ['Query null null chosen'],
    ],
    [
      'is not one whose object belongs to a patient out of reach',
      '{ chosen { label } }',
      lab('p2'),
      [],
    ],
    [
      'is not one whose value does not fit its type',
      '{ lab { text } }',
      lab('p1', { text: 5 }),
      [],
    ],
  ])('%s', async (_what, query, fetched, expected) => {
    const data = { lab: fetched, chosen: fetched };
    expect((await released(query, P1, data)).accesses).toEqual(expected);
  });
});

describe('a PHI category that the purpose of use excludes', () => {
  it('is withheld for a patient who does not permit it and released for one who does', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { doctor: 'all' },
      requiresConsent: true,
      closedByPurpose: categorySet(['MENTAL_HEALTH']),
      relationships: new Map([
        [
          'p1',
          {
            careTeam: false,
            deniesActor: false,
            denies: new Set(),
            permits: new Set(['MENTAL_HEALTH']),
          },
        ],
        ['p2', { careTeam: false, deniesActor: false, denies: new Set(), permits: new Set() }],
      ]),
    };
    const data = { labs: [lab('p1', { mood: 'a' }), lab('p2', { mood: 'a' })] };
    const { data: given, withheld } = await released('{ labs { mood } }', who, data);
    expect([given, withheld]).toEqual([
      { labs: [{ mood: 'a' }, { mood: null }] },
      ['Lab.mood purpose'],
    ]);
  });
});

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
  ])('conform to the schema or become null: %s', async (_what, query, data, ...expected) => {
    const { data: out, errors } = await released(query, DOCTOR, data);
    expect([out, errors]).toEqual(expected);
  });

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

  it('are null with an error at each place where the subgraph failed, and without one elsewhere', async () => {
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

  it('that are suppressed are reported as failed if fetching their patient failed, unless every role reaches every patient', async () => {
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

  it('include __typename', async () => {
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

  it('come with at most 100 errors and the number of further ones', async () => {
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

  it('are released without a record if they are not PHI', async () => {
    const data = { here: { ...site } };
    const { data: out, accesses } = await released('{ here { area } }', P1, data);
    expect([out, accesses]).toEqual([{ here: { area: 'a' } }, []]);
  });
});

describe('an object below a field that the caller sees de-identified', () => {
  it('is de-identified if it has no key, and authorized by its own type if it has one', async () => {
    const below = unitGraph(`
      type Query { report: Report @role(anyOf: ["doctor"], deidentified: ["research"]) }
      type Report { born: String @phi(deidentify: YEAR) @role(anyOf: ["research"]) lines: [Line!] lab: Lab }
      type Line { text: String born: String @phi(deidentify: YEAR) @role(anyOf: ["research"]) }
      type Lab @key(fields: "id") { id: ID! born: String @phi(deidentify: YEAR) @role(anyOf: ["research"]) }
    `);
    const decided = await below.decide({
      query: '{ report { born lines { text born } lab { born } } }',
      ...RESEARCH,
    });
    const born = '1980-05-06';
    const { data } = decided.release({
      report: {
        __typename: 'Report',
        born,
        lines: [{ __typename: 'Line', text: 'a', born }],
        lab: { __typename: 'Lab', id: 1, born },
      },
    });
    expect(data).toEqual({
      report: { born: '1980', lines: [{ text: null, born: '1980' }], lab: { born } },
    });
  });
});

describe('a compiled release program with an unknown step or root type', () => {
  it('throws a TypeError when it runs', async () => {
    const { selection, decisions, reach } = await graph.decide({
      query: '{ lab { id } }',
      ...DOCTOR,
    });
    const plan: ReleasePlan = {
      schema: graph.schema,
      decisions,
      dispositions: [],
      argumentRolesIds: new Map(),
      boundToOne: new Set<number>(),
      customRules: new Map(),
    };
    const root = rootSelections(selection.root, selection.selections);
    const program: Program = {
      type: 'Query',
      rolesId: ALL_ROLES,
      deniedBecause: null,
      steps: [{ kind: 'other', key: 'lab' } as unknown as Step],
      recorded: [],
      namesPatients: false,
      isPseudonymous: false,
    };
    root.facts.set('Query', {
      type: selection.root,
      coordinate: 'Query' as Coordinate,
      isEntity: false,
      patientLink: ROOT_LINK,
      patientPaths: [],
      isRecordHashed: false,
      recordPaths: [],
      programs: new Map([[ALL_ROLES, program]]),
    });
    const context: ReleaseContext = {
      reach,
      recordHash: () => null,
      isPatientId: createPatientIdCheck(DEFAULT_PATIENT_IDS),
      patientsByField: new Map(),
      boundPatients: new Map(),
      failures: undefined,
      deidentify: { pseudonym: () => null, year: 2026, smallAreas: new Set() },
      reportsUnreached: false,
      ordersLists: true,
      permits: () => true,
      introspected: new Map(),
    };
    expect(() => release(plan, { root, rootType: 'Query', data: {} }, context)).toThrow(TypeError);
    expect(() => release(plan, { root, rootType: 'Nothing', data: {} }, context)).toThrow(
      'the root type is not in the schema',
    );
  });
});
