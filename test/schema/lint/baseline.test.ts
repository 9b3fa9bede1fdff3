import { describe, expect, it } from '@jest/globals';
import { baselineOf, compareBaseline } from '../../../schema/lint/baseline.ts';
import type { Finding } from '../../../schema/lint/finding.ts';

const FINDING: Finding = {
  code: 'PHI_UNMARKED',
  severity: 'warning',
  subgraph: 'a',
  line: 3,
  column: 5,
  coordinate: 'P.ssn',
  message: 'What it is.',
  fix: 'What to do.',
  evidence: { confidence: 'high', signs: ['it is named "ssn"', 'P is a patient'] },
  suggestion: null,
  suppressed: null,
};
const FACT: Finding = { ...FINDING, code: 'PHI_KEY', evidence: null };
const HOP: Finding = { ...FACT, code: 'PATIENT_PATH_HOP' };

function isKnown(finding: Finding, accepted: Finding): boolean {
  return compareBaseline([finding], baselineOf([accepted])).known.has(finding);
}

describe('a baseline', () => {
  it.each<[string, Finding, Finding, boolean]>([
    ['knows a finding that moved', { ...FINDING, line: 9, column: 1 }, FINDING, true],
    ['knows one with another confidence', sure('low'), FINDING, true],
    ['does not know one of another rule', { ...FINDING, code: 'PHI_KEY' }, FINDING, false],
    ['does not know one elsewhere', { ...FINDING, coordinate: 'P.b' }, FINDING, false],
    ['does not know one with other signs', sure('high', 'another'), FINDING, false],
    ['does not know a fact with another message', { ...FACT, message: 'More.' }, FACT, false],
    ['knows a fact in another subgraph', { ...FACT, subgraph: 'b' }, FACT, true],
    [
      'does not know one in another subgraph if the rule is about its subgraph',
      { ...HOP, subgraph: 'b' },
      HOP,
      false,
    ],
    ['does not know an error', { ...FINDING, severity: 'error' }, FINDING, false],
  ])('%s', (_what, finding, accepted, expected) => {
    expect(isKnown(finding, accepted)).toBe(expected);
  });

  it('has no errors and no suppressed findings, and is the same in any order of findings', () => {
    const others: Finding[] = [
      { ...FINDING, severity: 'error' },
      { ...FINDING, suppressed: 'Reason.' },
    ];
    expect(baselineOf([FINDING, FACT, ...others])).toEqual(baselineOf([FACT, FINDING]));
    expect(baselineOf([FACT, FINDING])).toEqual([
      { rule: 'PHI_KEY', coordinate: 'P.ssn', subgraph: null, signs: ['What it is.'] },
      {
        rule: 'PHI_UNMARKED',
        coordinate: 'P.ssn',
        subgraph: null,
        signs: ['it is named "ssn"', 'P is a patient'],
      },
    ]);
  });

  it('accepts as many equal findings as it has, and names the entries that match none', () => {
    const again = { ...FINDING };
    const { known, stale } = compareBaseline([FINDING, again], baselineOf([FACT, FINDING]));
    expect([...known]).toEqual([FINDING]);
    expect(stale).toEqual(baselineOf([FACT]));
  });
});

function sure(confidence: 'low' | 'high', ...more: readonly string[]): Finding {
  const signs = FINDING.evidence?.signs ?? [];
  return { ...FINDING, evidence: { confidence, signs: [...signs, ...more] } };
}
