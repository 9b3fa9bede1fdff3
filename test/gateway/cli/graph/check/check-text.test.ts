import { describe, expect, it } from '@jest/globals';
import { writeCheckText } from '../../../../../gateway/cli/graph/check/check-text.ts';
import { wantsColor } from '../../../../../gateway/cli/graph/wants-color.ts';
import type { CheckReport } from '../../../../../gateway/cli/graph/check/check-report.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';

const FINDING: Finding = {
  code: 'PHI_KEY',
  severity: 'warning',
  subgraph: 'a',
  line: 3,
  column: null,
  coordinate: 'P.ssn',
  message: 'What it is.',
  fix: 'What to do.',
  evidence: null,
  suggestion: null,
  suppressed: null,
};

function report(...findings: readonly Finding[]): CheckReport {
  return { ...EMPTY_REPORT, findings, sources: new Map([['a', sourceOf('a.graphql')]]) };
}

describe('the text output of check', () => {
  it('lists a finding without a subgraph under the heading "the graph as a whole"', () => {
    const text = writeCheckText(
      report({ ...FINDING, severity: 'error', subgraph: null, line: null }),
      false,
    );
    expect(text).toBe(`read 1 subgraph, 2 types, 3 fields, arguments and enum values: a (a.graphql)

1 finding: PHI_KEY 1
  1  P  PHI_KEY 1

the graph as a whole
  -  error  What it is.  PHI_KEY
      What to do.

1 subgraph: 1 error, 0 warnings, 0 suppressed
`);
  });

  it('has colors on a terminal with the same text', () => {
    const inColor = writeCheckText(report(FINDING), true);
    // oxlint-disable-next-line no-control-regex
    const escapes = /\u001B\[\d+m/g;
    expect(inColor.match(escapes)?.length).toBeGreaterThan(4);
    expect(inColor.replaceAll(escapes, '')).toBe(writeCheckText(report(FINDING), false));
  });
});

describe('color output', () => {
  it.each([
    ['is on for a terminal', { isTTY: true }, {}, true],
    ['is off for a pipe', {}, {}, false],
    ['is off when NO_COLOR is set', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['is on when NO_COLOR is empty', { isTTY: true }, { NO_COLOR: '' }, true],
    ['is off on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false],
  ])('%s', (_where, stream, environment, expected) => {
    expect(wantsColor(stream, environment)).toBe(expected);
  });
});
