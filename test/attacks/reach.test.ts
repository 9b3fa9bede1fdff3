import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Relationship } from '../../directives/operation/relationship.ts';
import type { Category } from '../../directives/spec.ts';
import type { RelationshipSource } from '../../gateway/access/relationships/relationship-source.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';

/** What the source says, and what it was asked. */
const says = new Map<string, Partial<Relationship>>();
const asked: (readonly string[])[] = [];
let isDown = false;

const source: RelationshipSource = {
  relate: (_context, patients) => {
    asked.push(patients);
    if (isDown)
      return Promise.resolve({ relationships: new Map(), failed: true, rejectedOf: null });
    const relationships = new Map<string, Relationship>();
    for (const patient of patients) {
      const said = says.get(patient);
      if (said) relationships.set(patient, { ...UNRELATED, ...said });
    }
    return Promise.resolve({ relationships, failed: false, rejectedOf: null });
  },
  close: () => Promise.resolve(),
};
const UNRELATED: Relationship = {
  careTeam: false,
  deniesActor: false,
  denies: new Set(),
  permits: new Set(),
};

/** Doctors reach their care team, clerks everybody, patients themselves. */
const REACH = new Map([
  ...AUTHORIZATION.reach,
  ['doctor', 'care-team'] as const,
  ['ward', 'list'] as const,
]);
const doctor = callerOf(['doctor']);
const clerk = callerOf(['clerk']);
const p1 = callerOf(['self'], { patients: new Map([['self', ['p1']]]), ownPatient: 'p1' });
/** The patient p4, whose claim names their child p1 too. */
const parent = callerOf(['self'], {
  patients: new Map([['self', ['p1', 'p4']]]),
  ownPatient: 'p4',
});

beforeEach(() => {
  says.clear();
  asked.length = 0;
  isDown = false;
});

describe('a role that may access only its care-team patients', () => {
  let clinic: InProcessGraph;
  beforeAll(async () => {
    clinic = await createInProcessGraph(
      CLINIC,
      { ...AUTHORIZATION, reach: REACH, breakGlassRoles: ['doctor'] },
      { relationships: source },
    );
  });
  afterAll(() => clinic.close());

  const list = '{ patients(first: 4) { id ssn } }';

  it('sees only its care-team patients in a list, and no count of all, with one relationship lookup for the whole response', async () => {
    says.set('p1', { careTeam: true }).set('p3', { careTeam: true });
    const { data, errors, released, denied } = await attempt(clinic, {
      query: '{ patients(first: 4) { id ssn labs(n: 9) { id code } } count }',
      caller: doctor,
    });
    const { patients } = data as { patients: { id: string; labs: unknown[] }[] };
    expect(patients.map(({ id }) => id)).toEqual(['p1', 'p3']);
    expect(errors).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE count']);
    expect(released.every((line) => / p[13] /.test(line))).toBe(true);
    expect(denied).toContain('Patient reach 2');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toEqual(['p1', 'p2', 'p3', 'p4']);
  });

  it('is recorded with the relation care-team', async () => {
    says.set('p1', { careTeam: true });
    const { records } = await attempt(clinic, { query: list, caller: doctor });
    expect(records[0]?.accesses.map(({ rule }) => rule)).toEqual([
      { roles: ['doctor'], relation: 'care-team', wouldDeny: [] },
    ]);
  });

  it.each([
    ['fails', () => (isDown = true)],
    ['returns no relationship', () => undefined],
    ['says that the caller is not on the care team', () => says.set('p1', {})],
  ])('sees no patient if the relationship source %s', async (_what, prepare) => {
    prepare();
    const { data, released } = await attempt(clinic, { query: list, caller: doctor });
    expect(data).toEqual({ patients: [] });
    expect(released).toEqual([]);
  });

  it('sees a patient named by an argument only if the caller is on the care team; else the field is null and nothing is sent', async () => {
    says.set('p2', { careTeam: true });
    const query = 'query Q($id: ID!) { patient(id: $id) { id ssn } }';
    const refused = await attempt(clinic, { query, variables: { id: 'p1' }, caller: doctor });
    expect(refused).toMatchObject({ data: { patient: null }, errors: [], sent: [] });
    const given = await attempt(clinic, { query, variables: { id: 'p2' }, caller: doctor });
    expect(given.data).toEqual({ patient: { id: 'p2', ssn: '999-00-0001' } });
    expect(given.released).toEqual(['Patient.ssn full p2 p2']);
  });

  it('sees only its care-team patients through node lookups, lists of records and references back to patients', async () => {
    says.set('p1', { careTeam: true });
    const query = `{
      one: node(id: "p1") { id ... on Patient { ssn } }
      two: node(id: "p2") { id ... on Patient { ssn } }
      records { id patient { id ssn } }
      beings { id rating }
    }`;
    const { data, released } = await attempt(clinic, { query, caller: doctor });
    expect(data).toMatchObject({ one: { id: 'p1', ssn: '999-00-0000' }, two: null });
    expect(JSON.stringify(data)).not.toContain('999-00-0001');
    expect(released.filter((line) => !/ p1 | null d/.test(line))).toEqual([]);
  });

  it('adds only its care-team patients to the caller’s own record if the caller also has the patient role', async () => {
    says.set('p2', { careTeam: true });
    const caller = { ...p1, roles: ['doctor', 'self'] };
    const { data } = await attempt(clinic, { query: list, caller });
    expect((data as { patients: { id: string }[] }).patients.map(({ id }) => id)).toEqual([
      'p1',
      'p2',
    ]);
  });

  it('sees a patient only in requests during which the relationship source lists the patient', async () => {
    says.set('p1', { careTeam: true });
    await attempt(clinic, { query: list, caller: doctor });
    says.clear();
    says.set('p2', { careTeam: true });
    const { data } = await attempt(clinic, { query: list, caller: doctor });
    expect((data as { patients: { id: string }[] }).patients.map(({ id }) => id)).toEqual(['p2']);
  });

  it('differs from a role whose patients a token claim lists, which sees them without a relationship lookup', async () => {
    const ward = callerOf(['ward', 'clerk'], { patients: new Map([['ward', ['p2', 'p9']]]) });
    const alone = { ...ward, roles: ['ward'] };
    const { data } = await attempt(clinic, {
      query: '{ patients(first: 4) { id nick } }',
      caller: alone,
    });
    expect((data as { patients: { id: string }[] }).patients.map(({ id }) => id)).toEqual(['p2']);
    expect(asked).toEqual([]);
  });

  it('shows a care-team role the patient of a break-glass grant too, recorded with the relation break-glass and the grant', async () => {
    const breakGlass = { id: 'grant-1', patient: 'p4', until: 99 };
    const { data, records, released } = await attempt(clinic, {
      query: '{ patients(first: 9) { id ssn license: nick } }',
      caller: doctor,
      context: { breakGlass },
    });
    expect(data).toMatchObject({ patients: [{ id: 'p4' }] });
    expect(released).toEqual(['Patient.ssn full p4 p4']);
    expect(records[0]?.accesses[0]?.rule.relation).toBe('break-glass');
    expect(records[0]?.breakGlass).toEqual({ id: 'grant-1', until: 99 });
  });

  it('differs from a role outside breakGlass.roles, which sees no PHI with a break-glass grant', async () => {
    says.set('p4', {});
    const breakGlass = { id: 'grant-1', patient: 'p4', until: 99 };
    const request = { query: '{ patients(first: 9) { id ssn } }', context: { breakGlass } };
    const nurse = await attempt(clinic, { ...request, caller: callerOf(['visitor']) });
    expect(nurse.released).toEqual([]);
  });
});

describe('patient consent together with purpose of use', () => {
  let clinic: InProcessGraph;
  const purposes = new Map<Category, ReadonlySet<string>>([['SSN', new Set(['TREAT'])]]);
  beforeAll(async () => {
    clinic = await createInProcessGraph(
      CLINIC,
      { ...AUTHORIZATION, reach: REACH, consent: true, purposes, breakGlassRoles: ['doctor'] },
      { relationships: source },
    );
  });
  afterAll(() => clinic.close());

  const query = '{ patients(first: 3) { id ssn name home { city } } }';
  const both = callerOf(['clerk', 'doctor']);

  it('denies patients to a role with access to all if the consent source fails or does not list them', async () => {
    says.set('p2', {});
    const { data, denied } = await attempt(clinic, { query, caller: clerk });
    expect((data as { patients: { id: string }[] }).patients.map(({ id }) => id)).toEqual(['p2']);
    expect(denied).toContain('Patient reach 2');
    isDown = true;
    expect((await attempt(clinic, { query, caller: clerk })).data).toEqual({ patients: [] });
  });

  it('hides the record of a patient who denies the caller, without an error, and records the reason consent', async () => {
    says.set('p1', { deniesActor: true }).set('p2', {});
    const { data, denied, errors } = await attempt(clinic, { query, caller: clerk });
    expect((data as { patients: { id: string }[] }).patients.map(({ id }) => id)).toEqual(['p2']);
    expect(denied).toContain('Patient consent 1');
    expect(errors.filter((line) => line.includes('patients.1'))).toEqual([]);
  });

  it('denies the fields of a category that the patient denies, for that patient only, with UNAUTHORIZED_FIELD_OR_TYPE', async () => {
    says.set('p1', { denies: new Set(['NAME', 'GEOGRAPHY']) }).set('p2', {});
    const { data, errors, denied } = await attempt(clinic, {
      query: '{ patients(first: 2) { name home { city } } }',
      caller: clerk,
    });
    expect(data).toEqual({
      patients: [
        { name: null, home: null },
        { name: 'Name1 Family1', home: expect.anything() },
      ],
    });
    expect(errors).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE patients.0.name',
      'UNAUTHORIZED_FIELD_OR_TYPE patients.0.home',
    ]);
    expect(denied).toEqual(['Patient.home consent 1', 'Patient.name consent 1']);
  });

  it("shows an SSN only for the purpose TREAT, if the patient permits it, or on the caller's own record", async () => {
    says.set('p1', {}).set('p2', { permits: new Set(['SSN']) });
    const lines = async (purpose: string | null) => {
      const { data, released } = await attempt(clinic, {
        query: '{ patients(first: 2) { id ssn } }',
        caller: clerk,
        context: { purpose },
      });
      return [data, released];
    };
    const closed = {
      patients: [
        { id: 'p1', ssn: null },
        { id: 'p2', ssn: '0001' },
      ],
    };
    expect(await lines(null)).toEqual([closed, ['Patient.ssn deidentified p2 p2']]);
    expect(await lines('HPAYMT')).toEqual([closed, ['Patient.ssn deidentified p2 p2']]);
    const [open] = await lines('TREAT');
    expect(open).toEqual({
      patients: [
        { id: 'p1', ssn: '0000' },
        { id: 'p2', ssn: '0001' },
      ],
    });
    const own = await attempt(clinic, { query: '{ patients(first: 2) { id ssn } }', caller: p1 });
    expect(own.data).toEqual({ patients: [{ id: 'p1', ssn: '999-00-0000' }] });
  });

  it('does not deny patients their own record, even if they deny the caller and the categories', async () => {
    says.set('p1', { deniesActor: true, denies: new Set(['SSN', 'NAME']) });
    const own = await attempt(clinic, { query, caller: p1 });
    expect(own.data).toMatchObject({ patients: [{ id: 'p1', ssn: '999-00-0000' }] });
  });

  it('denies a caller who acts for a patient the category or the whole record that the patient denies', async () => {
    says.set('p1', { denies: new Set(['SSN']) }).set('p4', { deniesActor: true });
    const family = '{ patients(first: 4) { id ssn } }';
    const { data, denied, records } = await attempt(clinic, {
      query: family,
      caller: parent,
      context: { purpose: 'TREAT' },
    });
    expect(data).toEqual({
      patients: [
        { id: 'p1', ssn: null },
        { id: 'p4', ssn: '999-00-0003' },
      ],
    });
    expect(denied).toContain('Patient.ssn consent 1');
    expect(records.flatMap(({ accesses }) => accesses.map(({ rule }) => rule.relation))).toEqual([
      'self',
    ]);
    says.set('p1', { deniesActor: true });
    const closed = await attempt(clinic, { query: family, caller: parent });
    expect(closed.data).toEqual({ patients: [{ id: 'p4', ssn: '999-00-0003' }] });
  });

  it('denies a caller who acts for a patient a category without its purpose, but not on the caller’s own record', async () => {
    says.set('p1', {}).set('p4', {});
    const request = { query: '{ patients(first: 4) { id ssn } }', caller: parent };
    const stated = await attempt(clinic, { ...request, context: { purpose: 'TREAT' } });
    expect(stated.released).toContain('Patient.ssn full p1 p1');
    const { released } = await attempt(clinic, request);
    expect(released).toEqual(['Patient.ssn full p4 p4']);
  });

  it('denies under break-glass only categories that the patient denies, or sensitive ones if the consent source fails', async () => {
    const context = { breakGlass: { id: 'g', patient: 'p1', until: 9 }, purpose: 'TREAT' };
    const labs = '{ patients(first: 1) { ssn labs(n: 9) { code value } } }';
    says.set('p1', { deniesActor: true, denies: new Set(['SSN']) });
    const answer = await attempt(clinic, { query: labs, caller: both, context });
    expect(answer.released.some((line) => line.startsWith('Lab.value full'))).toBe(true);
    expect(answer.denied).toContain('Patient.ssn consent 1');
    isDown = true;
    const untold = await attempt(clinic, {
      query: '{ patients(first: 1) { ssn latest { code ... on Lab { value } } } }',
      caller: both,
      context,
    });
    expect(untold.released).toContain('Patient.ssn full p1 p1');
    expect(untold.released.some((line) => line.startsWith('Lab.value'))).toBe(false);
  });

  it('denies a category only for patients that deny it, and no longer once the patient stops denying it', async () => {
    says
      .set('p1', { denies: new Set(['NAME']) })
      .set('p2', {})
      .set('p3', { denies: new Set(['SSN']) });
    const request = { query, caller: clerk, context: { purpose: 'TREAT' } };
    const { released: first } = await attempt(clinic, request);
    expect(first).not.toContain('Patient.name full p1 p1');
    expect(first).toContain('Patient.name full p2 p2');
    expect(first).toContain('Patient.name full p3 p3');
    says.set('p1', {});
    const { released: second } = await attempt(clinic, request);
    expect(second).toContain('Patient.name full p1 p1');
  });
});

describe('a PHI category that needs a purpose of use, without a consent source', () => {
  it('is denied and not fetched without its purpose, and not denied with it', async () => {
    const clinic = await createInProcessGraph(CLINIC, {
      ...AUTHORIZATION,
      purposes: new Map<Category, ReadonlySet<string>>([['SSN', new Set(['TREAT'])]]),
    });
    const request = {
      query: '{ patients(first: 1) { id ssn risk } }',
      caller: callerOf(['doctor']),
    };
    const closed = await attempt(clinic, request);
    expect(closed.asked.filter((line) => line.includes('ssn'))).toEqual([]);
    expect(closed.denied).toEqual(['Patient.risk purpose 1', 'Patient.ssn purpose 1']);
    const open = await attempt(clinic, { ...request, context: { purpose: 'TREAT' } });
    expect(open.errors).toEqual([]);
    await clinic.close();
  });
});
