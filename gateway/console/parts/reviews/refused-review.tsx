import { Link } from 'wouter';
import type { AskError } from '../../api/ask.ts';
import { RECORDED_VERDICTS } from '../../api/parse-cases.ts';
import { VERDICT_WORDS } from '../../words/reviews.ts';
import { recordPath } from '../path.ts';
import { Sign } from '../sign.tsx';
import { Time } from '../time.tsx';

/** Why a case was neither closed nor reopened; of one that somebody else closed first, what they found. */
export function RefusedReview({ error }: { readonly error: AskError }) {
  const { closedBy, codes } = error;
  if (closedBy !== null) {
    const verdict = RECORDED_VERDICTS.find((known) => known === closedBy.verdict);
    return (
      <p role="alert" className="bad-text">
        <Sign name="cross" /> {closedBy.reviewerName ?? closedBy.reviewer} has closed this case:{' '}
        <strong>{verdict === undefined ? closedBy.verdict : VERDICT_WORDS[verdict].text}</strong>,{' '}
        <Time at={closedBy.time} /> ·{' '}
        <Link href={recordPath(closedBy.leaf)}>record #{closedBy.leaf}</Link>. Yours was not
        recorded. If you find otherwise, open the case again first.
      </p>
    );
  }
  const text = codes.map((code) => REASONS.get(code)).find((known) => known !== undefined);
  return (
    <p role="alert" className="bad-text">
      <Sign name="cross" />{' '}
      {text ?? 'Nothing was recorded: the gateway did not take it. Try again in a minute.'}
    </p>
  );
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'EXECUTED',
    'It is on the ledger, but that you see it could not be recorded. Load the page again before you do anything else.',
  ],
  [
    'REVIEW_OF_OWN_ACCESS',
    'You cannot close or reopen a case about your own access, or about access to your own record. Another reviewer has to.',
  ],
  [
    'REPORTS_UNAVAILABLE',
    'Nothing was recorded: the gateway cannot read its reports, or cannot ask which patient you are. Try again later.',
  ],
  ['CASE_UNKNOWN', 'This case is not there any more. Load the page again.'],
  [
    'CASE_REVIEWED',
    'Nothing was recorded: another reviewer has closed or opened this case since this page was loaded. Read what they say, and decide again.',
  ],
  ['CASE_NOT_CLOSED', 'This case is open already. Load the page again.'],
  ['REVIEW_INCOMPLETE', 'Write in the note what the review found.'],
  [
    'TEXT_NOT_RECORDABLE',
    'The note holds a control or direction character, which may have been pasted with it. Remove it; line breaks may stay.',
  ],
  ['AUDIT_UNAVAILABLE', 'It could not be recorded, so nothing has changed. Try again in a minute.'],
]);
