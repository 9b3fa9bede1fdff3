import { describe, expect, it } from '@jest/globals';
import type { PatientsOf } from '../../../directives/operation/judge-inputs.ts';
import { reachOf } from '../../../directives/operation/reach.ts';
import { ANYONE, type ReachKind } from '../../../directives/operation/standing.ts';
import { accessesOf } from '../../../directives/release/accesses.ts';
import type { Program } from '../../../directives/release/program.ts';

const reachBy = (kind: ReachKind) =>
  reachOf({
    roles: ['role'],
    kinds: new Map([['role', kind]]),
    claims: new Map([['role', ['p1', 'p2']]]),
    own: 'p1',
    breakGlass: null,
    consent: false,
    withheld: 0,
  });

const program = (namedBy: readonly number[]): Program => ({
  type: 'Query',
  standing: ANYONE,
  steps: [],
  recorded: namedBy.map((by, index) => ({
    name: `field${index}`,
    categories: ['CLINICAL'],
    view: 'full',
    innerPath: [],
    namedBy: by,
  })),
  namesPatients: namedBy.some((by) => by >= 0),
});

interface Case {
  readonly namedBy: readonly number[];
  readonly patientsOf?: PatientsOf;
  readonly patient?: string | null;
  readonly standing?: number;
  readonly without?: readonly number[];
  readonly kind?: ReachKind;
}

/** `patient/record/standing without`. */
function accesses({
  namedBy,
  patientsOf,
  patient = null,
  standing = ANYONE,
  without,
  kind = 'all',
}: Case) {
  const reach = reachBy(kind);
  const owner = { patient, record: 'r', standing, failed: false };
  return accessesOf(
    { program: program(namedBy), owner, without: without ?? null },
    { reach, patientsOf: patientsOf ?? new Map() },
  ).map((one) => `${one.patient}/${one.record}/${one.standing} ${String(one.without)}`);
}

describe('what an object’s release puts on the record', () => {
  it.each<[string, Case, string[]]>([
    [
      'is one access for its patient, by the roles that reach them',
      { namedBy: [-1], patient: 'p1', standing: 2 },
      ['p1/r/2 null'],
    ],
    [
      'is by the roles that reach everybody where whose it is is unknown',
      { namedBy: [-1] },
      ['null/r/1 null'],
    ],
    [
      'is by the caller’s roles where none does',
      { namedBy: [-1], kind: 'list' },
      ['null/r/0 null'],
    ],
    [
      'is one for each patient whom arguments name',
      { namedBy: [4], patientsOf: new Map([[4, ['p1', 'p2']]]) },
      ['p1/null/1 ', 'p2/null/1 '],
    ],
    [
      'is theirs by the roles that reach them',
      { namedBy: [4], patientsOf: new Map([[4, ['p1']]]), kind: 'list' },
      ['p1/null/2 '],
    ],
    [
      'is the object’s patient’s beside',
      {
        namedBy: [4],
        patientsOf: new Map([[4, ['p2']]]),
        patient: 'p1',
        standing: 2,
        kind: 'list',
      },
      ['p1/r/2 ', 'p2/null/2 '],
    ],
    [
      'is nobody’s for the fields that no arguments speak of',
      { namedBy: [4, -1], patientsOf: new Map([[4, ['p1']]]) },
      ['p1/null/1 1', 'null/r/1 0'],
    ],
    ['is nobody’s where they name none', { namedBy: [4] }, ['null/r/1 ']],
    [
      'is nobody’s by the caller’s roles where none reaches everybody',
      { namedBy: [4], kind: 'list' },
      ['null/r/0 '],
    ],
    [
      'is not what was not given',
      { namedBy: [4, -1], patientsOf: new Map([[4, ['p1']]]), without: [1] },
      ['p1/null/1 1'],
    ],
  ])('%s', (_what, one, expected) => {
    expect(accesses(one)).toEqual(expected);
  });
});
