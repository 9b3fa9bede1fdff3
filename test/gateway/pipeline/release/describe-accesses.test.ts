import { describe, expect, it } from '@jest/globals';
import { ALL_ROLES } from '../../../../directives/operation/effective-roles.ts';
import type { Program, ReleasedAccess } from '../../../../directives/release/program.ts';
import { describeAccesses } from '../../../../gateway/pipeline/release/describe-accesses.ts';

const RULE = { roles: ['nurse'], relation: 'all', wouldDeny: [] } as const;

/** A program of a lab result that releases fields in this order. */
const program = (...names: readonly string[]): Program => ({
  type: 'Lab',
  rolesId: ALL_ROLES,
  namedRoles: null,
  keptOut: null,
  recordedAbove: [],
  deniedBecause: null,
  steps: [],
  blank: {},
  recorded: names.map((name) => ({
    name,
    categories: ['CLINICAL'],
    view: 'full',
    innerPath: ['labs', name],
    namedBy: [],
    excludesOwner: false,
  })),
  typeNameIndex: null,
  namesPatients: false,
  isPseudonymous: false,
  leafCost: 0,
});

/** `fields: patient/record …` of each entry. */
function entries(...accesses: readonly Omit<ReleasedAccess, 'rolesId'>[]): readonly string[] {
  const released = accesses.map((access) => ({ ...access, rolesId: ALL_ROLES }));
  return describeAccesses({ accesses: released, ruleOf: () => RULE }, new Map()).map(
    ({ fields, objects }) =>
      `${fields.map(({ name }) => name).join(' ')}: ${objects.map((ids) => ids.join('/')).join(' ')}`,
  );
}

const LAB = program('text', 'code', 'flag');

const labOf = (
  patient: string,
  unreleasedFields: readonly number[] | null,
  record: string | null = '1',
) => ({ of: LAB, patient, record, unreleasedFields });

describe('the entries of a record', () => {
  it('list objects with the same released fields together, and those without a field apart', () => {
    expect(
      entries(
        labOf('p1', null),
        labOf('p2', [0]),
        labOf('p3', []),
        labOf('p4', [0]),
        labOf('p5', [1, 0]),
        labOf('p6', [0, 1]),
        labOf('p7', [2]),
      ),
    ).toEqual([
      'code flag text: p1/1 p3/1',
      'code flag: p2/1 p4/1',
      'flag: p5/1 p6/1',
      'code text: p7/1',
    ]);
  });

  it('are the same for programs that release the same fields, each once', () => {
    const [text, both, twice] = [program('text'), program('code', 'text'), program('text', 'text')];
    expect(
      entries(
        { of: text, patient: 'p1', record: '1', unreleasedFields: null },
        { of: both, patient: 'p2', record: '2', unreleasedFields: [0] },
        { of: twice, patient: 'p3', record: '3', unreleasedFields: null },
      ),
    ).toEqual(['text: p1/1 p2/2 p3/3']);
  });

  it('name each record of a patient once', () => {
    const records = ['1', '2', '1', '2', null, '3'];
    expect(entries(...records.map((record) => labOf('p1', null, record)))).toEqual([
      'code flag text: p1/1 p1/2 p1/ p1/3',
    ]);
  });
});
