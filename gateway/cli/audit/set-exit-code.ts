import type { Verdict } from '../../audit/verify/verdict.ts';
import { printProblems } from '../report-problems.ts';
import { EXIT_CODES, NOT_VERIFIED } from './exit-codes.ts';

/** Sets the exit code for a verdict. An unreadable ledger without a failure was not verified. */
export function setExitCode({ result, findings }: Pick<Verdict, 'result' | 'findings'>): void {
  const unread = findings.find(({ code }) => code === 'UNREADABLE');
  process.exitCode = EXIT_CODES[result];
  if (unread === undefined) return;
  printProblems([unread.text]);
  if (result !== 'FAIL') process.exitCode = NOT_VERIFIED;
}
