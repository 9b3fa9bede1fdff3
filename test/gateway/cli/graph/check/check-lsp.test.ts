import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { writeCheckLsp } from '../../../../../gateway/cli/graph/check/check-lsp.ts';
import { placeProblem } from '../../../../../gateway/cli/graph/check/place-problem.ts';
import type { CheckReport } from '../../../../../gateway/cli/graph/check/check-report.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';
import { joinSchemaFiles } from '../../../../../schema/schema-files.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';

const FINDING: Finding = {
  code: 'PHI_KEY',
  severity: 'warning',
  subgraph: 'a',
  line: 2,
  column: 3,
  coordinate: 'P.ssn',
  message: 'What it is.',
  fix: 'What to do.',
  evidence: { confidence: 'high', signs: ['it is named "ssn"'] },
  suggestion: { kind: 'mark', categories: ['SSN'], roles: null },
  suppressed: null,
};

const position = z.strictObject({ line: z.int().min(0), character: z.int().min(0) });

/** `PublishDiagnosticsParams` of the specification; `data` may be anything. */
const published = z.array(
  z.strictObject({
    uri: z.string(),
    diagnostics: z.array(
      z.strictObject({
        range: z.strictObject({ start: position, end: position }),
        severity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        code: z.string(),
        codeDescription: z.strictObject({ href: z.url() }).optional(),
        source: z.string(),
        message: z.string(),
        data: z.unknown().optional(),
      }),
    ),
  }),
);

function publish(findings: readonly Finding[], sources: CheckReport['sources']) {
  const text = writeCheckLsp({ ...EMPTY_REPORT, findings, sources });
  return published.parse(JSON.parse(text));
}

/** What is published if nothing could be checked with `gateway.yaml`. */
function publishProblems(problems: readonly string[]) {
  const placed = problems.map((problem) => placeProblem(problem, 'gateway.yaml'));
  const from = { config: 'gateway.yaml', problems: placed };
  return published.parse(JSON.parse(writeCheckLsp(EMPTY_REPORT, from)));
}

/** The text that the range of the only diagnostic covers, in the text of its file. */
function covered(text: string, place: Pick<Finding, 'line' | 'column'>): string {
  const [document] = publish(
    [{ ...FINDING, ...place }],
    new Map([['a', sourceOf('a.graphql', text)]]),
  );
  const range = document?.diagnostics[0]?.range;
  // An editor removes a byte order mark.
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|[\n\r]/);
  if (!range) return 'no diagnostic';
  expect(range.end.line).toBe(range.start.line);
  return (lines[range.start.line] ?? '').slice(range.start.character, range.end.character);
}

describe('diagnostics of the Language Server Protocol', () => {
  it('have a URI for each file, range, severity, code with the page of its rule, message and data', () => {
    const [document, ...others] = publish(
      [FINDING],
      new Map([['a', sourceOf('/repo/a b.graphql', 'type P {\n  ssn: String\n}')]]),
    );
    expect(others).toEqual([]);
    expect(document?.uri).toBe('file:///repo/a%20b.graphql');
    expect(document?.diagnostics).toEqual([
      {
        range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
        severity: 2,
        code: 'PHI_KEY',
        codeDescription: { href: expect.stringMatching(/^file:.*\/docs\/lint-rules\.md#phi_key$/) },
        source: 'phi-gateway',
        message: 'What it is.\nWhat to do.\nhigh confidence: it is named "ssn"',
        data: {
          coordinate: 'P.ssn',
          categories: ['SSN'],
          confidence: 'high',
          signs: ['it is named "ssn"'],
        },
      },
    ]);
    const page = new URL(document?.diagnostics[0]?.codeDescription?.href ?? '');
    page.hash = '';
    expect(existsSync(fileURLToPath(page))).toBe(true);
  });

  it.each<[string, string, Pick<Finding, 'line' | 'column'>, string]>([
    ['a name', 'type P { naïve: Int }', { line: 1, column: 6 }, 'P'],
    ['a directive', 'type P @phi(category: SSN)', { line: 1, column: 8 }, '@phi'],
    ['a name after an emoji', '"😀" type P { ssn: Int }', { line: 1, column: 15 }, 'ssn'],
    ['a name after a byte order mark', '\uFEFFtype P { ssn: Int }', { line: 1, column: 11 }, 'ssn'],
    ['a name after CRLF', 'type P {\r\n\tssn: Int }', { line: 2, column: 2 }, 'ssn'],
    ['a line without a column', '\n  type P\n', { line: 2, column: null }, 'type P'],
    ['the rest of a line where no name is', 'a: Int = "b"', { line: 1, column: 8 }, '= "b"'],
    ['nothing after the end of the text', 'a', { line: 9, column: 9 }, ''],
  ])('cover %s', (_what, text, place, expected) => {
    expect(covered(text, place)).toBe(expected);
  });

  it('are in the file of a subgraph that has several, and empty for those without a finding', () => {
    const text = joinSchemaFiles([
      { path: 'a.graphql', text: 'type A {\n  a: Int\n}' },
      { path: 'b.graphql', text: 'type B {\n  ssn: Int\n}' },
    ]);
    const found = publish([{ ...FINDING, line: 5 }], new Map([['a', { ...text, url: '' }]]));
    expect(found.map(({ diagnostics }) => diagnostics.map(({ range }) => range.start))).toEqual([
      [],
      [{ line: 1, character: 2 }],
    ]);
  });

  it('have the URL of a subgraph whose schema was requested from it, also for the graph as a whole', () => {
    const url = 'https://a.test/graphql';
    const found = publish(
      [
        { ...FINDING, line: null, column: null },
        { ...FINDING, subgraph: null, line: null, column: null },
      ],
      new Map([['a', { sdl: '', files: [], url }]]),
    );
    expect(found.map(({ uri, diagnostics }) => [uri, diagnostics.length])).toEqual([[url, 2]]);
  });

  it('leave out what is suppressed; an error of the whole graph is at the start of the first file', () => {
    const whole: Finding = {
      ...FINDING,
      severity: 'error',
      subgraph: null,
      line: null,
      column: null,
      evidence: null,
    };
    const found = publish(
      [{ ...FINDING, suppressed: 'A shop.' }, whole],
      new Map([['a', sourceOf('a.graphql', 'type A { a: Int }')]]),
    );
    expect(found).toMatchObject([
      {
        uri: pathToFileURL('a.graphql').href,
        diagnostics: [
          {
            severity: 1,
            message: 'What it is.\nWhat to do.',
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          },
        ],
      },
    ]);
  });

  it('are in the configuration if the graph cannot be checked, and are an empty list for it otherwise', () => {
    const uri = pathToFileURL('gateway.yaml').href;
    expect(publishProblems([])).toEqual([{ uri, diagnostics: [] }]);
    const start = { line: 2, character: 0 };
    expect(publishProblems(['gateway.yaml:3: lint: must be a section.'])).toEqual([
      {
        uri,
        diagnostics: [
          {
            range: { start, end: start },
            severity: 1,
            code: 'CONFIGURATION',
            source: 'phi-gateway',
            message: 'lint: must be a section.',
          },
        ],
      },
    ]);
  });
});
