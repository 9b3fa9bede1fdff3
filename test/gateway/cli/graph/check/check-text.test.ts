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

function unseen(coordinate: string, line: number, more: Partial<Finding> = {}): Finding {
  return { ...FINDING, coordinate, line, message: `No caller can see ${coordinate}.`, ...more };
}

const PLAIN = { inColor: false, next: null };

function report(...findings: readonly Finding[]): CheckReport {
  return { ...EMPTY_REPORT, findings, sources: new Map([['a', sourceOf('a.graphql')]]) };
}

describe('the text output of check', () => {
  it('lists a finding without a subgraph under the heading "the graph as a whole"', () => {
    const text = writeCheckText(
      report({ ...FINDING, severity: 'error', subgraph: null, line: null }),
      PLAIN,
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

  it('joins findings about members of one type that differ in the member alone, and no others', () => {
    const text = writeCheckText(
      report(
        unseen('P.a', 3),
        unseen('P.b', 4),
        unseen('Q.a', 5),
        unseen('P.c', 6),
        unseen('P.d', 7, { fix: 'Another.' }),
        unseen('P.e', 8, { message: 'P.e and P.a are.' }),
      ),
      PLAIN,
    );
    expect(text.slice(text.indexOf('a.graphql (a)\n  '), text.indexOf('\n\n1 subgraph')))
      .toBe(`a.graphql (a)
  3  warning  No caller can see P.a.  PHI_KEY
      What to do.
      The same: P.b 4, P.c 6
  5  warning  No caller can see Q.a.  PHI_KEY
      What to do.
  7  warning  No caller can see P.d.  PHI_KEY
      Another.
  8  warning  P.e and P.a are.  PHI_KEY
      What to do.`);
  });

  it('repeats the counts by category below more than 30 findings, and names the next command last', () => {
    const many = Array.from({ length: 31 }, () => FINDING);
    const end = writeCheckText(report(...many), { ...PLAIN, next: 'phi-gateway tag a.graphql' });
    expect(end.split('\n').slice(-4)).toEqual([
      '31 findings: PHI_KEY 31',
      '1 subgraph: 0 errors, 31 warnings, 0 suppressed',
      'next: phi-gateway tag a.graphql',
      '',
    ]);
    const few = writeCheckText(report(...many.slice(1)), PLAIN);
    expect(few.split('30 findings')).toHaveLength(2);
  });

  it('has colors on a terminal with the same text', () => {
    const inColor = writeCheckText(report(FINDING), { ...PLAIN, inColor: true });
    // oxlint-disable-next-line no-control-regex
    const escapes = /\u001B\[\d+m/g;
    expect(inColor.match(escapes)?.length).toBeGreaterThan(4);
    expect(inColor.replaceAll(escapes, '')).toBe(writeCheckText(report(FINDING), PLAIN));
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
