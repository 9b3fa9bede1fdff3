import { describe, expect, it } from '@jest/globals';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { ANY_ROLES, lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

const KNOWN: KnownRoles = { roles: ['x', 'y'], defaultRoles: [] };

function found(a: string, roles: KnownRoles): readonly string[] {
  return toldOf('PHI_NOBODY', lintMarked({ a }, roles));
}

describe('PHI that nobody may see is an error', () => {
  it.each<[string, string, KnownRoles, string[]]>([
    [
      'where a @role names no roles',
      'type Query { f: Int @phi @role(anyOf: []) }',
      ANY_ROLES,
      ['Query.f @ a:1'],
    ],
    [
      'where one of several @role names none that is known',
      'type Query { f: Int @phi @role(anyOf: ["x"])\n@role(anyOf: ["z", "w"]) }',
      KNOWN,
      ['Query.f @ a:2'],
    ],
    [
      'where SUPPRESS leaves nothing of it for the only roles that see it',
      'type Query { f: Int @phi @role(anyOf: [], deidentified: ["x"]) }',
      ANY_ROLES,
      ['Query.f @ a:1'],
    ],
    [
      'where an input asks for a full view that no role has',
      'type Query { f(a: Int @phi @role(anyOf: [], deidentified: ["x"])): Int }',
      ANY_ROLES,
      ['Query.f(a:) @ a:1'],
    ],
    [
      "where an enum's value asks for it",
      'type Query { f(a: E): Int } enum E { A @role(anyOf: [], deidentified: ["x"]) }',
      ANY_ROLES,
      ['E.A @ a:1'],
    ],
    [
      'where @phi stands without @role and there are no default roles',
      'type Query { f: Int @phi }',
      KNOWN,
      ['Query.f @ a:1'],
    ],
    [
      'where a type is @phi without @role: once, and not for fields that have one',
      'type Query { f: T }\ntype T @phi { a: Int b: Int c: Int @role(anyOf: ["x"]) }',
      KNOWN,
      ['T @ a:2'],
    ],
    [
      'where it is what a field is computed from: once',
      'type Query { p: P }\ntype P { a: Int @phi b: Int }',
      KNOWN,
      ['P.a @ a:2'],
    ],
    [
      'where a type lets nobody in: once',
      'type Query { f: T }\ntype T @role(anyOf: ["z"]) { a: Int b: Int }',
      KNOWN,
      ['T @ a:2'],
    ],
    [
      'where roles are called like properties of objects',
      'type Query { f: Int @role(anyOf: ["constructor", "__proto__"]) }',
      KNOWN,
      ['Query.f @ a:1'],
    ],
  ])('%s', (_rule, a, roles, expected) => {
    expect(found(a, roles)).toEqual(expected);
  });

  it('and says which of its marks keeps everybody out', () => {
    const [finding] = lintMarked(
      { a: 'type Query { f: T } type T @role(anyOf: [], deidentified: ["x"]) { a: Int }' },
      ANY_ROLES,
    );
    expect(finding).toMatchObject({
      severity: 'error',
      message:
        'Nobody may see T.a, by @role on T: its only roles are deidentified ones, and nothing of it is left for them.',
    });
  });
});

describe('it is none', () => {
  it.each<[string, string, KnownRoles]>([
    [
      'where one caller may have the roles together',
      'type Query { f: Int @phi @role(anyOf: ["x"]) @role(anyOf: ["y"]) }',
      KNOWN,
    ],
    ['where one role is known', 'type Query { f: Int @phi @role(anyOf: ["x", "z"]) }', KNOWN],
    [
      'where a method leaves something',
      'type Query { f: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["x"]) }',
      KNOWN,
    ],
    [
      'where objects are behind it, whose fields decide',
      'type Query { f: T @role(anyOf: [], deidentified: ["x"]) } type T { a: Int }',
      KNOWN,
    ],
    [
      'where default roles see it',
      'type Query { f: Int @phi }',
      { roles: ['x'], defaultRoles: ['x'] },
    ],
    ['where nobody said which default roles there are', 'type Query { f: Int @phi }', ANY_ROLES],
    [
      'where nobody said which roles there are',
      'type Query { f: Int @phi @role(anyOf: ["z"]) }',
      ANY_ROLES,
    ],
  ])('%s', (_rule, a, roles) => {
    expect(found(a, roles)).toEqual([]);
  });
});
