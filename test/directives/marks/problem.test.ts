import { describe, expect, it } from '@jest/globals';
import { problemLine, type Problem } from '../../../directives/marks/problem.ts';

const PROBLEM: Problem = {
  code: 'MARK_INVALID',
  subgraph: 'claims',
  coordinate: 'Claim.amount',
  line: 12,
  message: '@phi names something that the specification does not know.',
  mend: 'Use FINANCIAL.',
};

describe('a schema problem in one line', () => {
  it('names subgraph, line and coordinate, then message, mend and code', () => {
    expect(problemLine(PROBLEM)).toBe(
      'subgraph claims, line 12, Claim.amount: @phi names something that the specification does not know. Use FINANCIAL. [MARK_INVALID]',
    );
  });

  it('omits subgraph, line and coordinate where they are null', () => {
    const bare = { ...PROBLEM, subgraph: null, coordinate: null, line: null };
    expect(problemLine(bare)).toMatch(/^supergraph: @phi names/);
  });
});
