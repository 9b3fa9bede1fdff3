import { describe, expect, it } from '@jest/globals';
import { summaryLines } from '../../../../../gateway/cli/graph/check/check-summary.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';
import type { Category } from '../../../../../directives/spec.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';

function finding(coordinate: string | null, category: Category | null): Finding {
  return {
    code: category === null ? 'PHI_NON_NULL' : 'PHI_UNMARKED',
    severity: 'warning',
    subgraph: 'a',
    line: 1,
    column: 1,
    coordinate,
    message: '',
    fix: '',
    evidence: null,
    suggestion: category === null ? null : { kind: 'mark', categories: [category], roles: null },
    suppressed: null,
  };
}

describe('the summary of check', () => {
  it('counts findings by category and by type, the most frequent first, without a line of sources if none were read', () => {
    const lines = summaryLines(EMPTY_REPORT, [
      finding('Visit.note', 'CLINICAL'),
      finding('Patient.phone', 'PHONE'),
      finding('Patient.name', 'NAME'),
      finding('Patient.maidenName', 'NAME'),
      finding('Patient.find(name:)', null),
      finding(null, null),
    ]);
    expect(lines).toEqual([
      '6 findings: NAME 2, PHI_NON_NULL 2, CLINICAL 1, PHONE 1',
      '  4  Patient         NAME 2, PHI_NON_NULL 1, PHONE 1',
      '  1  Visit           CLINICAL 1',
      '  1  outside a type  PHI_NON_NULL 1',
      '',
    ]);
  });

  it('names the sources that were read, and counts what is too much to name', () => {
    const many = Array.from({ length: 12 }, (_, at) => `f${at}.graphql`);
    const parts = { sdl: '', url: '', files: many.flatMap((path) => sourceOf(path).files) };
    const url = { sdl: '', url: 'https://a.test/graphql', files: [] };
    const sources = new Map([
      ['parts', parts],
      ['asked', url],
      ...many.map((path) => [path, sourceOf(path)] as const),
    ]);
    expect(summaryLines({ ...EMPTY_REPORT, sources }, [])).toEqual([
      'read 14 subgraphs, 2 types, 3 fields, arguments and enum values: parts (f0.graphql, f1.graphql, f2.graphql and 9 more files), asked (https://a.test/graphql), f0.graphql (f0.graphql), f1.graphql (f1.graphql), f2.graphql (f2.graphql), f3.graphql (f3.graphql), f4.graphql (f4.graphql), f5.graphql (f5.graphql), f6.graphql (f6.graphql), f7.graphql (f7.graphql) and 4 more subgraphs',
      '',
    ]);
  });

  it('shows twenty types and counts the others', () => {
    const findings = Array.from({ length: 23 }, (_, at) => finding(`T${at}.x`, 'NAME'));
    const lines = summaryLines(EMPTY_REPORT, findings);
    expect(lines).toHaveLength(1 + 20 + 1 + 1);
    expect(lines.at(-2)).toBe('  3 in 3 more types');
  });
});
