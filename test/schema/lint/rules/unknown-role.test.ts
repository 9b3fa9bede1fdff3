import { describe, expect, it } from '@jest/globals';
import type { KnownRoles } from '../../../../schema/lint/lint-graph.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const KNOWN: KnownRoles = { roles: ['physician', 'privacy_officer'], defaultRoles: [] };

describe('lint rule ROLE_UNKNOWN', () => {
  it('reports each unknown role of a directive once, wherever the directive is', () => {
    const a = `type Query { f(a: I @role(anyOf: ["b", "physician"])): T @role(anyOf: ["c"], deidentified: ["d"]) }
type T @role(anyOf: ["e"]) { f: E }
enum E @role(anyOf: ["f"]) { A @role(anyOf: ["g", "g"]) }
input I { a: S @role(anyOf: ["h"]) } scalar S @role(anyOf: ["i"])
interface N { f: Int @role(anyOf: ["j"]) } union U @role(anyOf: ["k"]) = T`;
    const findings = lintMarked({ a }, KNOWN).filter(({ code }) => code === 'ROLE_UNKNOWN');
    expect(new Set(findings.map(({ message }) => /"(.)"/.exec(message)?.[1]))).toEqual(
      new Set('bcdefghijk'),
    );
    expect(linesOfRule('ROLE_UNKNOWN', findings)).toEqual([
      'Query.f(a:) @ a:1',
      'Query.f @ a:1',
      'Query.f @ a:1',
      'T @ a:2',
      'E @ a:3',
      'E.A @ a:3',
      'I.a @ a:4',
      'S @ a:4',
      'N.f @ a:5',
      'U @ a:5',
    ]);
  });

  it.each([
    ['Physician', 'Did you mean "physician"?'],
    ['pysician', 'Did you mean "physician"?'],
    ['physicians', 'Did you mean "physician"?'],
    ['phisician', 'Did you mean "physician"?'],
    ['physicain', 'Did you mean "physician"?'],
    ['privacyOfficer', 'Did you mean "privacy_officer"?'],
    ['nurse', 'Correct the spelling, or add the role to authorization.reach.'],
    ['', 'Correct the spelling, or add the role to authorization.reach.'],
  ])('advises for the unknown role "%s": %s', (role, fix) => {
    const a = `type Query { f: Int @role(anyOf: ["${role}", "physician"]) }`;
    expect(lintMarked({ a }, KNOWN).map((finding) => finding.fix)).toEqual([fix]);
  });

  it('reports nothing if the configured roles are not given', () => {
    const a = 'type Query { f: Int @role(anyOf: ["b"]) }';
    expect(lintMarked({ a }, ANY_ROLES)).toEqual([]);
  });
});
