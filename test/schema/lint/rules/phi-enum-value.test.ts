import { describe, expect, it } from '@jest/globals';
import { NO_HINTS } from '../../../../schema/lint/lint-hints.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor"])';
const STATUS = `enum Status { OK HIV ${MARK} }`;

function findings(a: string) {
  return lintMarked({ a }).filter(({ code }) => code === 'PHI_ENUM_VALUE');
}

describe('lint rule PHI_ENUM_VALUE', () => {
  it('reports a marked value that a field without the mark has, with its line and the marks to add', () => {
    const found = findings(`type Query { status: Status }\n${STATUS}`);
    expect(linesOfRule('PHI_ENUM_VALUE', found)).toEqual(['Status.HIV @ a:2']);
    expect(found[0]).toMatchObject({
      severity: 'warning',
      message:
        'Status.HIV can be denied to a caller who sees Query.status: null says that the value is HIV.',
      fix: `Mark Query.status as the value is: ${MARK}.`,
    });
  });

  it.each<[string, string, string]>([
    ['and counts others', 'type Query { status: Status! last: Status }', 'Query.status and 1 more'],
    [
      'with the role, but without the category, which consent can close',
      'type Query { status: Status @phi @role(anyOf: ["doctor"]) }',
      'Query.status:',
    ],
    [
      'with the category, but for more roles',
      'type Query { status: Status @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "clerk"]) }',
      'Query.status:',
    ],
  ])('names a field %s', (_which, sdl, fields) => {
    expect(findings(`${sdl} ${STATUS}`).map(({ message }) => message)).toEqual([
      expect.stringContaining(`a caller who sees ${fields}`),
    ]);
  });

  it('reports a value in lists, too, if denials refuse the operation', () => {
    const sdl = `type Query { statuses: [Status!]! } ${STATUS}`;
    const found = lintMarked({ a: sdl }, ANY_ROLES, { ...NO_HINTS, refusesDenials: true });
    expect(found.filter(({ code }) => code === 'PHI_ENUM_VALUE')).toMatchObject([
      { message: expect.stringContaining('Query.statuses: the refusal of an operation says') },
    ]);
  });

  it.each<[string, string]>([
    ['a value whose field has its marks', `type Query { status: Status ${MARK} } ${STATUS}`],
    ['a value in lists, which leave it out', `type Query { statuses: [Status!]! } ${STATUS}`],
    ['a value that only inputs have', `type Query { find(status: Status): Int } ${STATUS}`],
    [
      'a value with the marks of its enum',
      `type Query { status: Status } enum Status ${MARK} { OK HIV }`,
    ],
    [
      'a value with a role that is not PHI',
      'type Query { status: Status } enum Status { OK VIP @role(anyOf: ["doctor"]) }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(findings(sdl)).toEqual([]);
  });
});
