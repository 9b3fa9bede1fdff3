import type { Verdict } from '../../audit/verify/verdict.ts';
import { printProblems } from '../report-problems.ts';
import { EXIT_CODES, NOT_VERIFIED } from './exit-codes.ts';

/** Sets the exit code of a verdict. One that broke off before it found a failure says nothing about the rest. */
export function setExitCode({ result, findings }: Pick<Verdict, 'result' | 'findings'>): void {
  const unread = findings.find(({ code }) => code === 'UNREADABLE');
  process.exitCode = EXIT_CODES[result];
  if (unread === undefined) return;
  printProblems([unread.text]);
  if (result !== 'FAIL') process.exitCode = NOT_VERIFIED;
}
