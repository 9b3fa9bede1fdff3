import { describe, expect, it } from '@jest/globals';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';
import { DOCTOR, P1, lab, released, NOTHING } from './record-graph.ts';

describe('the patient of a released object', () => {
  it.each<[string, unknown, Awaited<ReturnType<typeof released>>]>([
    [
      'is the one at its @patient path',
      lab('p1'),
      { ...NOTHING, data: { lab: { text: 'flu' } }, accesses: ['Lab p1 ["7","3"] text'] },
    ],
    [
      'is read from a number, and is out of reach if that is the number of another patient',
      lab(1),
      { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] },
    ],
    [
      "is out of reach if it is not the caller's own",
      lab('p2'),
      { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] },
    ],
    [
      'gives SUBGRAPH_FAILED if an inner value on the @patient path is not an object',
      lab('p1', { subject: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'gives SUBGRAPH_FAILED if its id is not a scalar',
      lab({ id: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'gives SUBGRAPH_FAILED if the response lacks the @patient path',
      { ...lab('p1'), subject: undefined },
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'is unknown if the @patient path is null, and PHI is denied to a role limited to one patient',
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

  it('gives SUBGRAPH_FAILED if a null on the @patient path is an error of the subgraph', async () => {
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

  it('is recorded without a record id if the only field of the key is not a scalar', async () => {
    const device = { __typename: 'Device', id: {}, serial: 's' };
    const { accesses } = await released('{ lab { device { serial } } }', DOCTOR, {
      lab: lab('p1', { device }),
    });
    expect(accesses).toEqual(['Device null null serial']);
  });

  it('is recorded without a record id if the key is __typename alone', async () => {
    const unnamed = unitGraph(`
      type Query { tally: Tally }
      type Tally @key(fields: "__typename") { count: Int @phi @role(anyOf: ["doctor"]) }
    `);
    const { release } = await unnamed.decide({ query: '{ tally { count } }', ...DOCTOR });
    const { accesses } = release({ tally: { __typename: 'Tally', count: 3 } });
    expect(accesses).toMatchObject([{ patient: null, record: null }]);
  });

  it.each([
    ['p1', ['Lab p1 ["7","3"] text']],
    ['p2', []],
  ])(
    'must be p1 if an argument limits the field to p1, or no access is recorded: it is %s',
    async (patient, accesses) => {
      const data = { _phi_0: lab(patient) };
      expect((await released('{ labOf(of: "p1") { text } }', DOCTOR, data)).accesses).toEqual(
        accesses,
      );
    },
  );

  it('gives SUBGRAPH_FAILED if its id does not have the form of patient ids', async () => {
    const data = { lab: lab('p2', { label: 'a' }) };
    const checks = { isPatientId: () => false };
    expect(await released('{ lab { text label } }', DOCTOR, data, checks)).toEqual({
      data: { lab: { text: null, label: 'a' } },
      errors: ['lab.text SUBGRAPH_FAILED'],
      withheld: ['Lab.text failed'],
      accesses: [],
    });
  });

  it('is recorded as unknown, in addition to the patient named by an argument that does not limit the field', async () => {
    const data = { _phi_0: 'flu' };
    const { accesses } = await released('{ match(by: { patient: "p1" }) }', DOCTOR, data);
    expect(accesses).toEqual(['Query null null match', 'Query p1 null match']);
  });

  it('is unknown below a field with an argument that names a patient but does not limit the field', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    const query = '{ matched(by: { patient: "p1" }) { desk } }';
    expect((await released(query, DOCTOR, data)).accesses).toEqual(['Site null null desk']);
  });

  it('is the one at its @patient path below a field with an argument that names another but does not limit the field', async () => {
    const query = '{ matchedLab(by: { patient: "p1" }) { text } }';
    const { accesses } = await released(query, DOCTOR, { _phi_0: lab('p2') });
    expect(accesses).toEqual(['Lab p2 ["7","3"] text']);
  });

  it('is that of the arguments alone below a field of type Query', async () => {
    const query = '{ again { note(of: "p1") } }';
    const data = { again: { __typename: 'Query', _phi_0: 'flu' } };
    expect((await released(query, DOCTOR, data)).accesses).toEqual(['Query p1 null note']);
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

  it('must be the same at each alias by which the gateway fetched it, or no access is recorded', async () => {
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

describe('a patient that the caller may not access', () => {
  it.each<[string, unknown]>([
    ['note', null],
    ['notes', []],
    ['maybe', []],
  ])(
    'gives null or an empty list without an error, like a missing patient, in the field %s',
    async (field, value) => {
      expect(await released(`{ ${field}(of: "p2") }`, P1, {})).toEqual({
        ...NOTHING,
        data: { [field]: value },
      });
    },
  );

  it('nulls the response with NULL_NOT_ALLOWED if an argument of a non-null field names that patient', async () => {
    const { data, errors } = await released('{ noteNow(of: "p2") }', P1, {});
    expect([data, errors]).toEqual([null, ['noteNow NULL_NOT_ALLOWED']]);
  });

  it('nulls the response with NULL_NOT_ALLOWED if a non-null field returns an object of that patient', async () => {
    const { data, errors } = await released('{ mine { text } }', P1, { mine: lab('p2') });
    expect([data, errors]).toEqual([null, ['mine NULL_NOT_ALLOWED']]);
  });

  it('cannot be inferred from nulls in a list: they are removed unless errors for such patients are configured', async () => {
    const data = { labs: [null, lab('p1')] };
    const places = async (reportsUnreached: boolean) =>
      (await released('{ labs { text } }', P1, data, { reportsUnreached })).data;
    expect(await places(true)).toEqual({ labs: [null, { text: 'flu' }] });
    expect(await places(false)).toEqual({ labs: [{ text: 'flu' }] });
  });

  it('gives UNAUTHORIZED_FIELD_OR_TYPE once for a list and once for each other field if such errors are configured', async () => {
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
