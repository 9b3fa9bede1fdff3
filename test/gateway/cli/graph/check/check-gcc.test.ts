import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  writeCheckGcc,
  writeProblemsGcc,
} from '../../../../../gateway/cli/graph/check/check-gcc.ts';
import { placeProblem } from '../../../../../gateway/cli/graph/check/place-problem.ts';
import type { Source } from '../../../../../gateway/cli/graph/check/check-report.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';

const FINDING: Finding = {
  code: 'PHI_KEY',
  severity: 'warning',
  subgraph: 'a',
  line: 3,
  column: 5,
  coordinate: 'P.ssn',
  message: 'What it is.',
  fix: 'What to do.',
  evidence: null,
  suggestion: null,
  suppressed: null,
};

const FILE = sourceOf('src/a b.graphql', 'a\nb\nc');

describe('a message in the form of GCC', () => {
  it.each<[string, Partial<Finding>, Source, string]>([
    [
      'a finding in a file',
      {},
      FILE,
      'src/a b.graphql:3:5: warning: What it is. What to do. [PHI_KEY]',
    ],
    [
      'a finding without a column',
      { column: null, severity: 'error' },
      FILE,
      'src/a b.graphql:3:1: error: What it is. What to do. [PHI_KEY]',
    ],
    [
      'a message of several lines with a control character',
      { message: 'What\r\n  it\u{1b}[31m is.' },
      FILE,
      'src/a b.graphql:3:5: warning: What it\u{fffd}[31m is. What to do. [PHI_KEY]',
    ],
    [
      'a finding in a schema that was requested from its subgraph',
      { line: null },
      { sdl: '', files: [], url: 'https://a.test/graphql' },
      'https://a.test/graphql: warning: What it is. What to do. [PHI_KEY]',
    ],
    [
      'a finding about the graph as a whole',
      { subgraph: null, line: null, column: null },
      FILE,
      'src/a b.graphql:1:1: warning: What it is. What to do. [PHI_KEY]',
    ],
    [
      'a finding about the whole graph if no schema comes from a file',
      { subgraph: null, line: null, column: null },
      { sdl: '', files: [], url: 'https://a.test/graphql' },
      'phi-gateway: warning: What it is. What to do. [PHI_KEY]',
    ],
  ])('is one line for %s', (_what, change, source, line) => {
    const report = {
      ...EMPTY_REPORT,
      findings: [{ ...FINDING, ...change }],
      sources: new Map([['a', source]]),
    };
    expect(writeCheckGcc(report).split('\n')[0]).toBe(line);
  });

  it('is left out for findings that are suppressed or in the baseline; notes and the totals follow', () => {
    const report = {
      ...EMPTY_REPORT,
      findings: [{ ...FINDING, suppressed: 'A shop.' }, FINDING],
      known: new Set([FINDING]),
      sources: new Map([['a', FILE]]),
      notes: ['Left out: b.graphql.'],
    };
    const known = { ...report, known: new Set(report.findings.slice(1)) };
    expect(writeCheckGcc(known)).toBe(
      'note: Left out: b.graphql.\n1 subgraph: 0 errors, 0 warnings, 1 suppressed, 1 in the baseline\n',
    );
  });

  it('is one line for each problem that keeps a graph from being checked, at its place or at the start of the configuration', () => {
    const problems = [
      'package.json:3: authorization.reach: must be\n  all',
      'gateway.yaml:4:7: not valid YAML: a tab. Use spaces.',
      'subgraph a: no schema matches srz/*. Fix the glob.',
    ];
    const write = (config: string | undefined) =>
      writeProblemsGcc(problems.map((each) => placeProblem(each, config)))
        .split('\n')
        .slice(0, -1);
    expect(write('gateway.yaml')).toEqual([
      'package.json:3:1: error: authorization.reach: must be all [CONFIGURATION]',
      'gateway.yaml:4:7: error: not valid YAML: a tab. Use spaces. [CONFIGURATION]',
      'gateway.yaml:1:1: error: subgraph a: no schema matches srz/*. Fix the glob. [CONFIGURATION]',
    ]);
    expect(placeProblem('localhost:4000: not a subgraph.', 'c:d.yaml')).toMatchObject({
      file: 'c:d.yaml',
      line: 1,
    });
    expect(placeProblem('c:d.yaml:2: lint: wrong.', 'c:d.yaml')).toMatchObject({
      file: 'c:d.yaml',
      line: 2,
      message: 'lint: wrong.',
    });
    expect(placeProblem(`${resolve('package.json')}:3:1: wrong.`, 'a.yaml')).toMatchObject({
      file: 'package.json',
      line: 3,
    });
    expect(write(undefined)[2]).toBe(
      'phi-gateway: error: subgraph a: no schema matches srz/*. Fix the glob. [CONFIGURATION]',
    );
  });
});
