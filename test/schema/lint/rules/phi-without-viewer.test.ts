import { describe, expect, it } from '@jest/globals';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const KNOWN: KnownRoles = { roles: ['x', 'y'], defaultRoles: [] };

function found(a: string, roles: KnownRoles): readonly string[] {
  return linesOfRule('PHI_NOBODY', lintMarked({ a }, roles));
}

describe('lint rule PHI_NOBODY, about PHI that no role may see,', () => {
  it.each<[string, string, KnownRoles, string[]]>([
    [
      'reports a @role without roles',
      'type Query { f: Int @phi @role(anyOf: []) }',
      ANY_ROLES,
      ['Query.f @ a:1'],
    ],
    [
      'reports the one of several @role marks that names no known role',
      'type Query { f: Int @phi @role(anyOf: ["x"])\n@role(anyOf: ["z", "w"]) }',
      KNOWN,
      ['Query.f @ a:2'],
    ],
    [
      'reports SUPPRESS when only de-identified roles see the field',
      'type Query { f: Int @phi @role(anyOf: [], deidentified: ["x"]) }',
      ANY_ROLES,
      ['Query.f @ a:1'],
    ],
    [
      'reports an input that requires a full view no role has',
      'type Query { f(a: Int @phi @role(anyOf: [], deidentified: ["x"])): Int }',
      ANY_ROLES,
      ['Query.f(a:) @ a:1'],
    ],
    [
      'reports an enum value that requires a full view no role has',
      'type Query { f(a: E): Int } enum E { A @role(anyOf: [], deidentified: ["x"]) }',
      ANY_ROLES,
      ['E.A @ a:1'],
    ],
    [
      'reports @phi without @role when there are no default roles',
      'type Query { f: Int @phi }',
      KNOWN,
      ['Query.f @ a:1'],
    ],
    [
      'reports a @phi type without @role once, not for its fields with a @role',
      'type Query { f: T }\ntype T @phi { a: Int b: Int c: Int @role(anyOf: ["x"]) }',
      KNOWN,
      ['T @ a:2'],
    ],
    [
      'reports the source of a computed field once',
      'type Query { p: P }\ntype P { a: Int @phi b: Int }',
      KNOWN,
      ['P.a @ a:2'],
    ],
    [
      'reports a type that admits no known role once',
      'type Query { f: T }\ntype T @role(anyOf: ["z"]) { a: Int b: Int }',
      KNOWN,
      ['T @ a:2'],
    ],
    [
      'reports unknown roles named like object properties',
      'type Query { f: Int @role(anyOf: ["constructor", "__proto__"]) }',
      KNOWN,
      ['Query.f @ a:1'],
    ],
  ])('%s', (_rule, a, roles, expected) => {
    expect(found(a, roles)).toEqual(expected);
  });

  it.each<[string, string, string, string]>([
    [
      'SUPPRESS with deidentified roles only on a type',
      'type Query { f: T } type T @role(anyOf: [], deidentified: ["x"]) { a: Int }',
      'No caller can see T.a because of @role on T: it has deidentified roles only, and its method is SUPPRESS.',
      'Name roles in anyOf, or a method that shows a value: @phi(deidentify: …).',
    ],
    [
      'an argument with deidentified roles only',
      'type Query { f(a: Int @phi @role(anyOf: [], deidentified: ["x"])): Int }',
      'No caller can see Query.f(a:): it has deidentified roles only, and inputs require the full view.',
      'Name roles in anyOf.',
    ],
    [
      'an enum value with deidentified roles only that an argument accepts',
      'type Query { f(a: E): Int } enum E { A @role(anyOf: [], deidentified: ["x"]) }',
      'No caller can see E.A: it has deidentified roles only, and inputs require the full view.',
      'Name roles in anyOf.',
    ],
    [
      'a scalar with deidentified roles only that is used in a field and an argument',
      'type Query { f(a: S): S } scalar S @role(anyOf: [], deidentified: ["x"])',
      'No caller can see Query.f(a:) because of @role on S: it has deidentified roles only, and inputs require the full view.',
      'Name roles in anyOf.',
    ],
    [
      'SUPPRESS with an unknown role in anyOf and a known deidentified role',
      'type Query { f: Int @phi @role(anyOf: ["typo"], deidentified: ["x"]) }',
      `No caller can see Query.f: the roles in anyOf are unknown ("typo"), and its deidentified roles don't count because its method is SUPPRESS.`,
      'Name a configured role in anyOf.',
    ],
    [
      'an argument with an unknown role in anyOf and a known deidentified role',
      'type Query { f(a: Int @phi @role(anyOf: ["typo"], deidentified: ["x"])): Int }',
      `No caller can see Query.f(a:): the roles in anyOf are unknown ("typo"), and its deidentified roles don't count because inputs require the full view.`,
      'Name a configured role in anyOf.',
    ],
    [
      'unknown roles only',
      'type Query { f: Int @phi @role(anyOf: ["typo"], deidentified: ["other"]) }',
      'No caller can see Query.f: its roles are unknown ("typo", "other").',
      'Name a role that is configured.',
    ],
    [
      'a @role without roles',
      'type Query { f: Int @phi @role(anyOf: []) }',
      'No caller can see Query.f: it names no roles.',
      'Name the roles that see it in anyOf.',
    ],
  ])('states the reason and the fix for %s', (_case, a, message, fix) => {
    const withoutViewer = lintMarked({ a }, KNOWN).filter(({ code }) => code === 'PHI_NOBODY');
    expect(withoutViewer).toEqual([expect.objectContaining({ severity: 'error', message, fix })]);
  });
});

describe('lint rule PHI_NOBODY, about PHI that no role may see, accepts', () => {
  it.each<[string, string, KnownRoles]>([
    [
      'two @role marks whose roles one caller can hold together',
      'type Query { f: Int @phi @role(anyOf: ["x"]) @role(anyOf: ["y"]) }',
      KNOWN,
    ],
    [
      'a @role with one known role among others',
      'type Query { f: Int @phi @role(anyOf: ["x", "z"]) }',
      KNOWN,
    ],
    [
      'a de-identified role with a method that leaves a value',
      'type Query { f: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["x"]) }',
      KNOWN,
    ],
    [
      'a de-identified role on a field that returns an object',
      'type Query { f: T @role(anyOf: [], deidentified: ["x"]) } type T { a: Int }',
      KNOWN,
    ],
    [
      '@phi without @role when there is a default role',
      'type Query { f: Int @phi }',
      { roles: ['x'], defaultRoles: ['x'] },
    ],
    [
      '@phi without @role when the default roles are unknown',
      'type Query { f: Int @phi }',
      ANY_ROLES,
    ],
    [
      'any role when the roles are unknown',
      'type Query { f: Int @phi @role(anyOf: ["z"]) }',
      ANY_ROLES,
    ],
  ])('%s', (_rule, a, roles) => {
    expect(found(a, roles)).toEqual([]);
  });
});
