import { describe, expect, it } from '@jest/globals';
import { writeCheckAnnotations } from '../../../../../gateway/cli/graph/check/check-github.ts';
import type { CheckReport, Source } from '../../../../../gateway/cli/graph/check/check-report.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';

const FINDING: Finding = {
  code: 'COMPOSITION',
  severity: 'error',
  subgraph: 'a',
  line: 3,
  column: null,
  coordinate: null,
  message: '100% wrong:\r\n::warning::no, none',
  fix: 'Fix, it.',
  evidence: null,
  suggestion: null,
  suppressed: null,
};

function firstLine(finding: Finding, source: Source): string {
  const report: CheckReport = {
    ...EMPTY_REPORT,
    findings: [finding],
    sources: new Map([['a', source]]),
  };
  return writeCheckAnnotations(report, '/root').split('\n')[0] ?? '';
}

describe('a GitHub workflow command', () => {
  it('escapes commas and colons in the file name, and percent signs and line breaks everywhere', () => {
    expect(firstLine(FINDING, sourceOf('/root/x/a,b:c%.graphql'))).toBe(
      '::error file=x/a%2Cb%3Ac%25.graphql,line=3,title=COMPOSITION::100%25 wrong:%0D%0A::warning::no, none%0AFix, it.',
    );
  });

  it.each<[string, Finding, Source]>([
    ['from a URL', FINDING, { sdl: '', files: [], url: 'https://a.test/graphql' }],
    ['for the graph as a whole', { ...FINDING, subgraph: null, line: null }, sourceOf('a')],
  ])('has no file for a finding %s', (_what, finding, source) => {
    expect(firstLine(finding, source)).toMatch(/^::error title=COMPOSITION::/);
  });
});
