import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { ALL_ROLES } from '../../../directives/operation/effective-roles.ts';
import { NO_PATIENT_LINK } from '../../../directives/release/patient-link.ts';
import { release } from '../../../directives/release/release.ts';
import type { ReleaseContext } from '../../../directives/release/release-step.ts';
import type { Program, ReleasePlan, Step } from '../../../directives/release/program.ts';
import { rootSelections } from '../../../directives/release/program.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';
import { graph, DOCTOR, RESEARCH, P1, lab, released, NOTHING } from './record-graph.ts';

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

  it("becomes null with SUBGRAPH_FAILED if its type is valid for the interface's field but not for the type's field", async () => {
    const query = '{ chart { lab { label } ... on Ward { lab { label } } } }';
    const chart = { __typename: 'Ward', lab: { __typename: 'Staff', label: 'x' } };
    expect(await released(query, DOCTOR, { chart })).toEqual({
      ...NOTHING,
      data: { chart: { lab: null } },
      errors: ['chart.lab SUBGRAPH_FAILED'],
    });
  });

  it('gives null for the root field if it is the data of the whole response', async () => {
    for (const data of ['text', null])
      expect((await released('{ lab { label } }', DOCTOR, data)).data).toEqual({ lab: null });
  });
});

describe('an object of a type that no role of the caller may see', () => {
  it('becomes null with UNAUTHORIZED_FIELD_OR_TYPE', async () => {
    const data = { record: { __typename: 'Staff', label: 'x' } };
    expect(await released('{ record { label } }', RESEARCH, data)).toEqual({
      data: { record: null },
      errors: ['record UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Staff role'],
      accesses: [],
    });
  });
});

describe('an object whose type is PHI by its name and whose patient could not be read', () => {
  const findings = unitGraph(`
    type Query { found: Finding }
    interface Finding { at: String }
    type Flu implements Finding { at: String }
    type Hiv implements Finding @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor"]) @key(fields: "id") @patient(id: "of") {
      id: ID!
      of: ID
      at: String
      since: String @phi @role(anyOf: ["doctor"])
    }
  `);
  const found = async (of: unknown) => {
    const decided = await findings.decide({ query: '{ found { __typename } }', ...DOCTOR });
    return decided.release({ found: { __typename: 'Hiv', _phi_Hiv_id: '7', _phi_Hiv_of: of } });
  };

  it('becomes null with SUBGRAPH_FAILED, even for a caller who reaches every patient', async () => {
    const { data, errors, withheld, accesses } = await found({ not: 'an id' });
    expect([data, errors.map(({ code }) => code), accesses]).toEqual([
      { found: null },
      ['SUBGRAPH_FAILED'],
      [],
    ]);
    expect(withheld).toEqual([{ coordinate: 'Hiv', reason: 'failed' }]);
  });

  it('does not record its type beside another field that is PHI, since the record has the name anyway', async () => {
    const query = '{ found { __typename ... on Hiv { since } } }';
    const decided = await findings.decide({ query, ...DOCTOR });
    const hiv = { __typename: 'Hiv', _phi_Hiv_id: '7', _phi_Hiv_of: 'p1', since: '2020' };
    const { data, accesses } = decided.release({ found: hiv });
    expect(data).toEqual({ found: { __typename: 'Hiv', since: '2020' } });
    expect(
      accesses.map(({ of: { recorded }, unreleasedFields }) =>
        recorded.map(({ name }) => name).filter((_, at) => !unreleasedFields?.includes(at)),
      ),
    ).toEqual([['since']]);
  });

  it('shows its type once its patient is known', async () => {
    const { data, accesses } = await found('p1');
    expect(data).toEqual({ found: { __typename: 'Hiv' } });
    expect(accesses.map(({ patient }) => patient)).toEqual(['p1']);
  });
});

describe('a suppressed non-null field', () => {
  it('nulls its object with NULL_NOT_ALLOWED', async () => {
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
      errors: ['labs.1.must NULL_NOT_ALLOWED'],
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

describe('a null of a custom scalar', () => {
  it('is released as null and not as the pseudonym of a value', async () => {
    const { decide } = unitGraph(`
      scalar Code
      type Query { code: Code @phi(deidentify: PSEUDONYM) @role(anyOf: [], deidentified: ["research"]) }
    `);
    const { release: releaseCode } = await decide({ query: '{ code }', ...RESEARCH });
    const context = { year: 2026, smallAreas: new Set<string>(), pseudonym: () => 'pseudonym' };
    const dataFor = (code: unknown) => releaseCode({ code }, { deidentify: context }).data;
    expect([dataFor('c1'), dataFor(null)]).toEqual([{ code: 'pseudonym' }, { code: null }]);
  });
});

describe('the access to an object of which every field is released', () => {
  it('leaves out no field', async () => {
    const decided = await graph.decide({ query: '{ lab { text nick } }', ...DOCTOR });
    const { accesses } = decided.release({ lab: lab('p1', { nick: 'Al' }) });
    expect(accesses).toMatchObject([{ patient: 'p1', unreleasedFields: null }]);
  });
});

describe('an enum value', () => {
  it('without directives, of an enum without directives, is released to a researcher', async () => {
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
  ])(
    '%s is released to a caller with a role that may see it: %j, patient %s',
    async (kind, who, patient) => {
      const { data } = await released('{ lab { kind } }', who, { lab: lab(patient, { kind }) });
      expect(data).toEqual({ lab: { kind } });
    },
  );

  it.each<[string, Omit<UnitRequest, 'query'>, unknown]>([
    ['HIV', RESEARCH, 'p1'],
    ['HIV', P1, null],
  ])(
    '%s, which is PHI, is null without an error for a caller without a role that may see it: %j, patient %s',
    async (kind, who, patient) => {
      const { data, errors, withheld } = await released('{ lab { kind } }', who, {
        lab: lab(patient, { kind }),
      });
      expect([data, errors, withheld]).toEqual([{ lab: { kind: null } }, [], ['Lab.kind role']]);
    },
  );

  it.each<[string, Omit<UnitRequest, 'query'>, boolean]>([
    ['SEALED', DOCTOR, true],
    ['HIV', RESEARCH, false],
  ])(
    '%s is null with UNAUTHORIZED_FIELD_OR_TYPE if it is not PHI, or if denied PHI is not hidden: %j, hidden %s',
    async (kind, who, hidesDenied) => {
      const { data, errors, withheld } = await released(
        '{ lab { kind } }',
        who,
        { lab: lab('p1', { kind }) },
        { hidesDenied },
      );
      expect([data, errors, withheld]).toEqual([
        { lab: { kind: null } },
        ['lab.kind UNAUTHORIZED_FIELD_OR_TYPE'],
        ['Lab.kind role'],
      ]);
    },
  );
});

describe('items of a list that are PHI and denied by their own marks', () => {
  const cold = { __typename: 'Cold', at: 'May' };
  const data = {
    findings: [{ __typename: 'Hiv', at: 'May' }, null, cold],
    lab: lab('p1', { kinds: ['HIV', null, 'OPEN'] }),
  };
  const query = '{ findings { __typename } lab { kinds } }';

  it.each<[string, Omit<UnitRequest, 'query'>, boolean, object]>([
    [
      'are omitted with all nulls, without an error',
      RESEARCH,
      true,
      { data: { findings: [{ __typename: 'Cold' }], lab: { kinds: ['OPEN'] } }, errors: [] },
    ],
    [
      'are null with an error if they are not hidden',
      RESEARCH,
      false,
      {
        data: {
          findings: [null, null, { __typename: 'Cold' }],
          lab: { kinds: [null, null, 'OPEN'] },
        },
        errors: ['findings.0 UNAUTHORIZED_FIELD_OR_TYPE', 'lab.kinds.0 UNAUTHORIZED_FIELD_OR_TYPE'],
      },
    ],
    [
      'are released to a role that sees them, and nulls keep their places',
      DOCTOR,
      true,
      {
        data: {
          findings: [{ __typename: 'Hiv' }, null, { __typename: 'Cold' }],
          lab: { kinds: ['HIV', null, 'OPEN'] },
        },
        errors: [],
        withheld: [],
      },
    ],
  ])('%s', async (_what, who, hidesDenied, expected) => {
    expect(await released(query, who, data, { hidesDenied })).toMatchObject(expected);
  });
});

describe('a custom rule that decides object by object', () => {
  const customRules = new Map([
    ['Lab.text' as Coordinate, [{ requires: [['id']] }]],
    ['Lab.label' as Coordinate, [{ requires: [['id']] }]],
  ]);

  it('nulls the fields that it does not permit with UNAUTHORIZED_FIELD_OR_TYPE, and they are not recorded', async () => {
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

  it('releases and records a field that it permits, even if it denies another field of the object', async () => {
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
      ['Query p1 null chosen'],
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
      recordInputs: new Map(),
      customRules: new Map(),
      weights: new Map(),
    };
    const root = rootSelections(selection.root, selection.selections);
    const program: Program = {
      type: 'Query',
      rolesId: ALL_ROLES,
      namedRoles: null,
      keptOut: null,
      recordedAbove: [],
      deniedBecause: null,
      steps: [{ kind: 'other', key: 'lab' } as unknown as Step],
      blank: {},
      recorded: [],
      typeNameIndex: null,
      namesPatients: false,
      isPseudonymous: false,
      leafCost: 0,
    };
    root.facts.set('Query', {
      type: selection.root,
      coordinate: 'Query' as Coordinate,
      isEntity: false,
      isRoot: false,
      patientLink: NO_PATIENT_LINK,
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
      hidesDenied: true,
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
