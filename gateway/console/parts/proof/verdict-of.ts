import type { Verification } from '../../api/operations.types.ts';
import { count, whole } from '../../words/numbers.ts';
import { localTime } from '../../words/times.ts';
import type { SignName } from '../../words/sign-names.ts';

/** The result of a check in words, with a sign and a color. */
export interface VerdictWords {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly sign: SignName;
  readonly title: string;
  readonly text: string;
}

/** The result of a verification in words. It claims no more than the verification does. */
export function verdictOf(verification: Verification | null): VerdictWords {
  if (verification === null)
    return {
      tone: 'warn',
      sign: 'question',
      title: 'Not verified yet',
      text: 'This gateway has not verified the ledger since it started. Verify it now to know whether it is intact.',
    };
  const { state, result, covered, size, done, total, endedAt, findings } = verification;
  const at = endedAt === null ? '' : `, ${localTime(endedAt)}`;
  if (state === 'RUNNING')
    return {
      tone: 'plain',
      sign: 'dots',
      title: 'Verification is running',
      text: `${whole(done)} of ${whole(total)} records so far.`,
    };
  if (result === 'PASS')
    return {
      tone: 'good',
      sign: 'check',
      title: 'Verified',
      text: `${whole(covered)} of ${whole(size)} records are as they were written${at}.`,
    };
  if (result === 'INCOMPLETE')
    return {
      tone: 'warn',
      sign: 'half',
      title: 'Verified in part',
      text: `${whole(covered)} of ${whole(size)} records could be checked${at}.`,
    };
  return {
    tone: 'bad',
    sign: 'cross',
    title: 'The ledger does not verify',
    text: `${count(findings.length, 'finding')} in ${whole(size)} records${at}. Keep the file as it is and contact the operator of the gateway.`,
  };
}
