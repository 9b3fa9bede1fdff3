import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../schema/lint/lint.ts';
import { ANY_ROLES, lintMarked, linesOf } from '../../support/lint-subgraphs.ts';

const IGNORE = '# phi-gateway-ignore PHI_UNMARKED: The place is uninhabited.';

function toldAll(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return linesOf(lintMarked(subgraphs));
}

describe('a comment with a reason in the schema suppresses the lint warning of an element', () => {
  it.each<[string, string, string]>([
    ['if it is above a field', `type T {\n${IGNORE}\nssn: Int }`, '- PHI_UNMARKED T.ssn @ a:4'],
    [
      'if it is above the description of a field',
      `type T {\n${IGNORE}\n"d"\nssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:5',
    ],
    [
      'if it is between the description and the name of a field',
      `type T {\n"""\nd\n"""\n  ${IGNORE}\nssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:7',
    ],
    [
      'if other comments are between the two',
      `type T {\n${IGNORE}\n# so said Jo\n\nssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:6',
    ],
    [
      'if it is above the type, for all fields of the type',
      `${IGNORE}\ntype T { a: Int ssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:3',
    ],
    [
      'if it is above an extension of the type',
      `type T { a: Int }\n${IGNORE}\nextend type T { ssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:4',
    ],
    [
      'if it is above an argument',
      `type T { f(\n${IGNORE}\nssn: Int): Int }`,
      '- PHI_UNMARKED T.f(ssn:) @ a:4',
    ],
    [
      'if it is above the field of an argument',
      `type T {\n${IGNORE}\nf(ssn: Int): Int }`,
      '- PHI_UNMARKED T.f(ssn:) @ a:4',
    ],
    [
      'if it is above an input field',
      `input T {\n${IGNORE}\nssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:4',
    ],
    [
      'if it is above an input type',
      `${IGNORE}\ninput T { ssn: Int }`,
      '- PHI_UNMARKED T.ssn @ a:3',
    ],
  ])('%s', (_where, rest, expected) => {
    const findings = lintMarked({ a: `type Query { a: Int }\n${rest}` });
    expect(linesOf(findings)).toEqual([expected]);
    expect(findings[0]?.suppressed).toBe('The place is uninhabited.');
  });

  it('in a file with Windows line endings and a byte order mark, without moving lines and columns', () => {
    const [finding] = lint(
      [{ name: 'a', url: '', sdl: `\uFEFF${IGNORE}\r\ntype Query {\r\n  ssn: Int\r\n}\r\n` }],
      ANY_ROLES,
    );
    expect(finding).toMatchObject({ line: 3, column: 3, suppressed: 'The place is uninhabited.' });
  });

  it('in another subgraph that has the element', () => {
    const T = 'type T @shareable { ssn: Int }';
    expect(toldAll({ a: `type Query { a: T }\n${T}`, b: `${IGNORE}\n${T}` })).toEqual([
      '- PHI_UNMARKED T.ssn @ a:2',
    ]);
  });

  it('with the reason of the closest comment if several apply', () => {
    const close = IGNORE.replace('uninhabited', 'inhabited');
    const [finding] = lintMarked({
      a: `type Query { a: Int }\n${IGNORE}\ntype T {\n${close}\nssn: Int }`,
    });
    expect(finding?.suppressed).toBe('The place is inhabited.');
  });

  it('only for the rule that it names, while findings of other rules stay', () => {
    const a = `type Query { p: P }\ntype P @key(fields: "ssn") {\n${IGNORE}\nssn: ID! @phi @role(anyOf: ["x"]) }`;
    expect(toldAll({ a })).toEqual([
      'SUPPRESSION_UNUSED P.ssn @ a:3',
      'PHI_KEY P.ssn @ a:4',
      'PHI_NON_NULL P.ssn @ a:4',
    ]);
  });

  it('for one subgraph only, when the finding is about one subgraph', () => {
    const E = 'type E @key(fields: "id") { id: ID }';
    const ignore = '# phi-gateway-ignore PATIENT_PATH_HOP: Once a list.';
    const findings = toldAll({
      a: `type Query { a: E } type E @key(fields: "id") @patient(id: "of") { id: ID\n${IGNORE}\nof: ID }`,
      b: `type Query { b: E }\n${ignore}\n${E}`,
      c: `type Query { c: E }\n${E}`,
    });
    expect(findings.filter((line) => line.includes('HOP'))).toEqual([
      '- PATIENT_PATH_HOP E @ b:3',
      'PATIENT_PATH_HOP E @ c:2',
    ]);
  });
});

describe('lint rule SUPPRESSION_UNUSED', () => {
  it('reports a comment that suppresses nothing, at the line of the comment', () => {
    expect(toldAll({ a: `type Query {\n  ${IGNORE}\n  a: Int }` })).toEqual([
      'SUPPRESSION_UNUSED Query.a @ a:2',
    ]);
  });

  it('reports a comment that suppresses nothing even if another comment suppresses SUPPRESSION_UNUSED, which is reported as SUPPRESSION_INVALID', () => {
    const a = `# phi-gateway-ignore SUPPRESSION_UNUSED: Not now.\ntype Query {\n${IGNORE}\na: Int }`;
    expect(toldAll({ a })).toEqual([
      'SUPPRESSION_INVALID  @ a:1',
      'SUPPRESSION_UNUSED Query.a @ a:3',
    ]);
  });

  it('reports no comment while the graph has errors, since directives may be missing', () => {
    const a = `type Query {\n${IGNORE}\na: Int @phi(category: NONE) }`;
    expect(toldAll({ a })).toEqual(['MARK_INVALID Query.a @ a:3']);
  });
});

describe('lint rule SUPPRESSION_INVALID', () => {
  it.each([
    [
      'reports a comment without a reason',
      '# phi-gateway-ignore PHI_UNMARKED',
      'no rule or no reason',
    ],
    [
      'reports a comment with an empty reason',
      '# phi-gateway-ignore PHI_UNMARKED:  ',
      'no rule or no reason',
    ],
    ['reports a comment without a rule', '# phi-gateway-ignore: because', 'no rule or no reason'],
    [
      'reports a comment with several rules',
      '# phi-gateway-ignore PHI_KEY, PHI_UNMARKED: because',
      'no rule or no reason',
    ],
    [
      'reports a comment with the misspelling @phi-gateway ignore',
      '# @phi-gateway ignore PHI_UNMARKED: because',
      'no rule or no reason',
    ],
    [
      'reports a comment with phi-gateway-ignore-next-line',
      '# phi-gateway-ignore-next-line PHI_KEY: because',
      'no rule or no reason',
    ],
    [
      'reports a comment for an unknown rule',
      '# phi-gateway-ignore PHI_UNMARKD: because',
      "The rule PHI_UNMARKD doesn't exist.",
    ],
    [
      'reports a comment for the unknown rule CONSTRUCTOR',
      '# phi-gateway-ignore CONSTRUCTOR: because',
      "The rule CONSTRUCTOR doesn't exist.",
    ],
    [
      'reports a comment for PHI_NOBODY, which is an error and no warning',
      '# phi-gateway-ignore PHI_NOBODY: because',
      "PHI_NOBODY can't be suppressed.",
    ],
    [
      'reports a comment for METHOD_UNFIT, which is a composition error and no warning',
      '# phi-gateway-ignore METHOD_UNFIT: because',
      "METHOD_UNFIT can't be",
    ],
  ])('%s', (_what, comment, message) => {
    const findings = lintMarked({ a: `type Query {\n${comment}\nssn: Int }` });
    expect(findings).toEqual([
      expect.objectContaining({ code: 'SUPPRESSION_INVALID', severity: 'error' }),
      expect.objectContaining({ code: 'PHI_UNMARKED', suppressed: null }),
    ]);
    expect(findings[0]?.message).toContain(message);
  });

  it.each([
    [
      'reports a comment after the field that it is about',
      `type Query { a: Int\nssn: Int ${IGNORE}\nb: Int }`,
    ],
    ['reports a comment after the last field', `type Query { a: Int\nssn: Int ${IGNORE}\n}`],
    ['reports a comment inside a definition', `type Query { a: Int\nssn:\n${IGNORE}\nInt }`],
    ['reports a comment at the end of the schema', `type Query { a: Int\nssn: Int }\n${IGNORE}`],
  ])('%s', (_where, a) => {
    expect(
      lintMarked({ a })
        .map(({ code }) => code)
        .toSorted(),
    ).toEqual(['PHI_UNMARKED', 'SUPPRESSION_INVALID']);
  });

  it('ignores a comment and a description that only mention the words of a suppression', () => {
    const a = `type Query {\n# See phi-gateway-ignore.\n"# phi-gateway-ignore PHI_UNMARKED"\na: Int }`;
    expect(toldAll({ a })).toEqual([]);
  });
});
