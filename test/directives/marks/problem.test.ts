import { describe, expect, it } from '@jest/globals';
import { problemLine, type Problem } from '../../../directives/marks/problem.ts';

const PROBLEM: Problem = {
  code: 'MARK_INVALID',
  subgraph: 'claims',
  coordinate: 'Claim.amount',
  line: 12,
  column: 3,
  message: '@phi names something that the specification does not know.',
  fix: 'Use FINANCIAL.',
};

describe('a schema problem printed as one line', () => {
  it('shows subgraph, line and coordinate, then the message, the fix and the code', () => {
    expect(problemLine(PROBLEM)).toBe(
      'subgraph claims, line 12, Claim.amount: @phi names something that the specification does not know. Use FINANCIAL. [MARK_INVALID]',
    );
  });

  it('names the supergraph if the subgraph is null, and omits a line and a coordinate that are null', () => {
    const bare = { ...PROBLEM, subgraph: null, coordinate: null, line: null };
    expect(problemLine(bare)).toMatch(/^supergraph: @phi names/);
  });
});
