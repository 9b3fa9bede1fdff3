import { describe, expect, it } from '@jest/globals';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { ANYONE } from '../../../directives/operation/standing.ts';
import { release, type ReleaseContext } from '../../../directives/release/release.ts';
import type { Program, ReleasePlan, Step } from '../../../directives/release/program.ts';
import { rootGroup } from '../../../directives/release/program.ts';
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
  }
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
    site: Site
  }
  type Subject { id: ID }
  type Site { area: String desk: String @phi @role(anyOf: ["doctor", "self"]) }
  type Staff implements Record @key(fields: "id") @role(anyOf: ["clerk", "doctor"]) { id: ID! label: String }
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
      ({ program, patient, record, without }) =>
        `${program.type} ${patient} ${record} ${program.recorded
          .filter((_field, index) => !without?.includes(index))
          .map(({ name }) => name)
          .join(' ')}`,
    ),
  };
}

const NOTHING = { errors: [], withheld: [], accesses: [] };

describe('whose an object is', () => {
  it.each<[string, unknown, Awaited<ReturnType<typeof released>>]>([
    [
      'is told by its path',
      lab('p1'),
      { ...NOTHING, data: { lab: { text: 'flu' } }, accesses: ['Lab p1 ["7","3"] text'] },
    ],
    [
      'is told by a number too',
      lab(1),
      { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] },
    ],
    ['is another one', lab('p2'), { ...NOTHING, data: { lab: null }, withheld: ['Lab reach'] }],
    [
      'failed where the path is no object',
      lab('p1', { subject: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'failed where the id is no id',
      lab({ id: 'p1' }),
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'failed where it is not there',
      { ...lab('p1'), subject: undefined },
      {
        ...NOTHING,
        data: { lab: null },
        errors: ['lab SUBGRAPH_FAILED'],
        withheld: ['Lab failed'],
      },
    ],
    [
      'is nobody’s where the path is null: then only roles that reach everybody see it',
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

  it('failed where a null on its path is a failure', async () => {
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
    ['which record is told by all of its key', {}, 'Lab p1 ["7","3"] text'],
    ['which record is not told by a part of its key', { code: null }, 'Lab p1 null text'],
    ['nor by what is no key', { id: [] }, 'Lab p1 null text'],
  ])('%s', async (_what, more, access) => {
    const { accesses } = await released('{ lab { text } }', DOCTOR, { lab: lab('p1', more) });
    expect(accesses).toEqual([access]);
  });

  it('is the owner above of an object without a key', async () => {
    const site = { __typename: 'Site', area: 'a', desk: 'b' };
    const { accesses } = await released('{ lab { site { desk } } }', P1, {
      lab: lab('p1', { site }),
    });
    expect(accesses).toEqual(['Site p1 ["7","3"] desk']);
  });

  it('is the patient of the arguments for an object without a key', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    const { accesses } = await released('{ site(of: "p1") { desk } }', P1, data);
    expect(accesses).toEqual(['Site p1 null desk']);
  });

  it('is unknown for an object without a key that nothing tells of', async () => {
    const data = { _phi_0: { __typename: 'Site', area: 'a', desk: 'b' } };
    expect(await released('{ site { area desk } }', P1, data)).toEqual({
      data: { site: { area: 'a', desk: null } },
      errors: ['site.desk UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Site.desk role'],
      accesses: [],
    });
  });
});

describe('an object that is no object of the graph', () => {
  it.each<[string, unknown]>([
    ['a list', []],
    ['a text', 'lab'],
    ['one without a type', { id: 1 }],
    ['one of an unknown type', { __typename: 'Person' }],
    ['one of another type', { __typename: 'Staff' }],
  ])('failed: %s', async (_what, value) => {
    expect(await released('{ lab { label } }', DOCTOR, { lab: value })).toEqual({
      ...NOTHING,
      data: { lab: null },
      errors: ['lab SUBGRAPH_FAILED'],
    });
  });

  it('is nothing at the root', async () => {
    expect((await released('{ lab { label } }', DOCTOR, 'text')).data).toEqual({ lab: null });
  });
});

describe('an object whose type is not the caller’s', () => {
  it('is denied', async () => {
    const data = { record: { __typename: 'Staff', label: 'x' } };
    expect(await released('{ record { label } }', RESEARCH, data)).toEqual({
      data: { record: null },
      errors: ['record UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Staff role'],
      accesses: [],
    });
  });
});

describe('a field that is suppressed', () => {
  it('is null without an error where it may be', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { doctor: 'self', research: 'all' },
      claims: { doctor: ['p1'] },
    };
    const query = '{ labs { born must } }';
    const data = {
      labs: [
        lab('p1', { born: '1980-01-02', must: 'x' }),
        lab('p2', { born: '1980-01-02', must: 'x' }),
      ],
    };
    expect(await released(query, who, data)).toEqual({
      data: { labs: [{ born: '1980-01-02', must: 'x' }, null] },
      errors: ['labs.1.must UNAUTHORIZED_FIELD_OR_TYPE'],
      withheld: ['Lab.must suppressed'],
      accesses: ['Lab p1 ["7","3"] born must'],
    });
  });
});

describe('an enum value', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, string[]]>([
    ['that is no PHI is not on the record', 'OPEN', DOCTOR, []],
    ['that is PHI is', 'HIV', DOCTOR, ['Lab p1 ["7","3"] kind']],
  ])('%s', async (_what, kind, who, accesses) => {
    const { data, accesses: made } = await released('{ lab { kind } }', who, {
      lab: lab('p1', { kind }),
    });
    expect([data, made]).toEqual([{ lab: { kind } }, accesses]);
  });

  it.each<[string, Omit<UnitRequest, 'query'>, unknown]>([
    ['SEALED', DOCTOR, 'p1'],
    ['HIV', RESEARCH, 'p1'],
    ['HIV', P1, null],
  ])('%s is denied to who may not see it', async (kind, who, patient) => {
    const { data, errors, withheld } = await released('{ lab { kind } }', who, {
      lab: lab(patient, { kind }),
    });
    expect([data, errors, withheld]).toEqual([
      { lab: { kind: null } },
      ['lab.kind UNAUTHORIZED_FIELD_OR_TYPE'],
      ['Lab.kind role'],
    ]);
  });
});

describe('a patient whom nobody reaches', () => {
  it.each<[string, unknown]>([
    ['note', null],
    ['notes', []],
  ])('gives of %s what one who is not there gives', async (field, value) => {
    expect(await released(`{ ${field}(of: "p2") }`, P1, {})).toEqual({
      ...NOTHING,
      data: { [field]: value },
    });
  });

  it('gives no null where none may be', async () => {
    const { data, errors } = await released('{ noteNow(of: "p2") }', P1, {});
    expect([data, errors]).toEqual([null, ['noteNow NULL_NOT_ALLOWED']]);
  });

  it('is told of once for a list, where that is configured', async () => {
    const data = { labs: [lab('p2'), lab('p1'), lab('p3')], lab: lab('p2') };
    const { errors } = await released('{ labs { text } lab { text } note(of: "p2") }', P1, data, {
      tellsUnreached: true,
    });
    expect(errors).toEqual([
      'labs.@ UNAUTHORIZED_FIELD_OR_TYPE',
      'lab UNAUTHORIZED_FIELD_OR_TYPE',
      'note UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
  });
});

describe('a rule that sees objects', () => {
  it('denies what it does not permit, and keeps it off the record', async () => {
    const ownRules = new Map([['Lab.text' as Coordinate, [{ requires: [['id']] }]]]);
    const decided = await graph.decide({
      query: '{ lab { text label } }',
      ...DOCTOR,
      ownRules: new Map([...ownRules, ['Lab.label' as Coordinate, [{ requires: [['id']] }]]]),
    });
    const { data, withheld, accesses } = decided.release(
      { lab: lab('p1', { label: 'x' }) },
      { permits: () => false },
    );
    expect([data, withheld.map(({ reason }) => reason), accesses]).toEqual([
      { lab: { text: null, label: null } },
      ['rule', 'rule'],
      [],
    ]);
  });
});

describe('what the purpose closes', () => {
  it('is withheld for that on the own record’s neighbour', async () => {
    const who: Omit<UnitRequest, 'query'> = {
      roles: { doctor: 'all' },
      consent: true,
      withheld: categorySet(['MENTAL_HEALTH']),
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

describe('a step of no known kind', () => {
  it('ends the release', async () => {
    const { selection, decisions, reach } = await graph.decide({
      query: '{ lab { id } }',
      ...DOCTOR,
    });
    const plan: ReleasePlan = {
      schema: graph.schema,
      decisions,
      fates: [],
      argumentStandings: new Map(),
      ownRules: new Map(),
    };
    const root = rootGroup(selection.root, selection.selections);
    const program: Program = {
      type: 'Query',
      standing: ANYONE,
      steps: [{ kind: 'other', key: 'lab' } as unknown as Step],
      recorded: [],
      namesPatients: false,
    };
    root.facts.set('Query', {
      type: selection.root,
      coordinate: 'Query' as Coordinate,
      isEntity: false,
      patientPaths: [],
      recordPaths: [],
      programs: new Map([[ANYONE, program]]),
    });
    const context: ReleaseContext = {
      reach,
      patientsOf: new Map(),
      failures: undefined,
      deidentify: { pseudonym: () => null, year: 2026, smallAreas: new Set() },
      tellsUnreached: false,
      permits: () => true,
      introspected: new Map(),
    };
    expect(() => release(plan, { root, rootType: 'Query', data: {} }, context)).toThrow(TypeError);
    expect(() => release(plan, { root, rootType: 'Nothing', data: {} }, context)).toThrow(
      TypeError,
    );
  });
});
