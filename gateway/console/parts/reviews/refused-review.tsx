import { Link } from 'wouter';
import type { RequestError } from '../../api/request-error.ts';
import type { FaultCode } from '../../../platform/faults.ts';
import { isCode } from '../../words/is-code.ts';
import { REVIEW_STEP_WORDS } from '../../words/reviews.ts';
import { recordPath } from '../path.ts';
import { Sign } from '../sign.tsx';
import { Time } from '../time.tsx';

/** Why a case was neither closed nor reopened. If another reviewer closed it first, it shows their finding. */
export function RefusedReview({ error: { closedBy, codes } }: { readonly error: RequestError }) {
  if (closedBy !== null) {
    const { verdict, reviewer, reviewerName, time, leaf } = closedBy;
    return (
      <p role="alert" className="bad-text">
        <Sign name="cross" /> {reviewerName ?? reviewer} has closed this case:{' '}
        <strong>
          {isCode(REVIEW_STEP_WORDS, verdict) ? REVIEW_STEP_WORDS[verdict].text : verdict}
        </strong>
        , <Time at={time} /> · <Link href={recordPath(leaf)}>record #{leaf}</Link>. Yours was not
        recorded. If you disagree, reopen the case first.
      </p>
    );
  }
  const [text] = codes.flatMap((code) => (isCode(REASONS, code) ? REASONS[code] : []));
  return (
    <p role="alert" className="bad-text">
      <Sign name="cross" />{' '}
      {text ?? 'Nothing was recorded: the gateway refused the request. Try again in a minute.'}
    </p>
  );
}

const REASONS = {
  EXECUTED:
    'It was recorded, but the gateway could not record that you saw the result. Reload the page before you do anything else.',
  REVIEW_OF_OWN_ACCESS:
    'You cannot review or suppress a case about your own access, or about access to your own record. Another reviewer has to.',
  REVIEWER_UNKNOWN:
    'Nothing was recorded: the register of the staff does not say whether you are the patient of this case. Another reviewer has to decide on it, or the register has to list your account.',
  REPORTS_UNAVAILABLE:
    'Nothing was recorded: the gateway cannot read its reports, or cannot find out which patient you are. Try again later.',
  CASE_UNKNOWN: 'This case does not exist anymore. Reload the page.',
  CASE_REVIEWED:
    'Nothing was recorded: another reviewer has closed or reopened this case since you loaded the page. Read their note, then decide again.',
  CASE_NOT_CLOSED: 'This case is open already. Reload the page.',
  THRESHOLD_CHANGED:
    'Nothing was recorded: another officer has changed this threshold, or proposed a change, since you loaded the page. Look at it, then decide again.',
  THRESHOLD_PENDING:
    'Nothing was recorded: another change of this threshold awaits a decision. Decide on it first.',
  PROPOSAL_NOT_PENDING:
    'Nothing was recorded: this proposal was decided on or withdrawn since you loaded the page, or it has expired.',
  OWN_PROPOSAL: 'Another person has to decide on your proposal. You can withdraw it.',
  RULE_NOT_SUPPRESSIBLE: 'What this rule finds cannot be suppressed. Review the case instead.',
  SUPPRESSION_UNKNOWN: 'This suppression does not exist. Reload the page.',
  SUPPRESSION_LIFTED: 'This suppression is lifted already. Reload the page.',
  SUPPRESSION_INCOMPLETE: 'Write the reason.',
  BAD_USER_INPUT:
    'Nothing was recorded: the gateway does not accept these values, such as a day out of bounds.',
  REVIEW_INCOMPLETE: 'Write in the note what the review found.',
  TEXT_NOT_RECORDABLE:
    'The note contains a control or direction character, which may have been pasted. Remove it; line breaks may stay.',
  AUDIT_UNAVAILABLE: 'It could not be recorded, so nothing has changed. Try again in a minute.',
} as const satisfies Readonly<Partial<Record<FaultCode | 'EXECUTED', string>>>;
