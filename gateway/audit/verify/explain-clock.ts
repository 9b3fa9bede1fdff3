import type { IndexRange } from '../record/index-ranges.ts';
import { makesIncomplete } from './finding-codes.ts';
import type { Verdict } from './verdict.ts';

/**
 * A verdict in which CLOCK findings about these records are caveats: the caller knows why the clock was wrong. A permanent
 * finding would hide later findings. No other finding can be explained.
 */
export function explainClock(verdict: Verdict, explained: readonly IndexRange[]): Verdict {
  const isExplained = ({ code, from, to }: Verdict['findings'][number]) =>
    code === 'CLOCK' && explained.some((range) => range[0] === from && range[1] === to);
  const findings = verdict.findings.filter((finding) => !isExplained(finding));
  const accepted = verdict.findings.filter(isExplained);
  const findingCount = verdict.findingCount - accepted.length;
  if (accepted.length === 0) return verdict;
  // Findings that are not listed may be of any kind, and so may the unread part.
  const isKnown =
    findingCount === findings.length && findings.every(({ code }) => code !== 'UNREADABLE');
  const caveats = accepted.map(({ text }) => `${text} The caller states that this is explained.`);
  return {
    ...verdict,
    result: isKnown ? resultOf(findings) : verdict.result,
    findings,
    findingCount,
    caveats: [...verdict.caveats, ...caveats],
  };
}

function resultOf(findings: Verdict['findings']): Verdict['result'] {
  if (findings.some(({ code }) => !makesIncomplete(code))) return 'FAIL';
  return findings.length > 0 ? 'INCOMPLETE' : 'PASS';
}
