import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { UnusualCase } from '../../api/operations.types.ts';
import { dayBefore } from '../../search/days.ts';
import { writeSearch } from '../../search/event-search.ts';
import { count } from '../../words/numbers.ts';
import { CASE_STATE_WORDS } from '../../words/reviews.ts';
import { isOpenState } from '../../../reports/messages/case-states.ts';
import { roleWords } from '../../words/role-words.ts';
import { isSameMoment, localWeekdays } from '../../words/times.ts';
import { Badge } from '../badge.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { PatientName } from '../people/patient-name.tsx';
import { useActorText } from '../people/people-context.ts';
import { Evidence } from './evidence.tsx';
import { PatientNotice } from './patient-notice.tsx';
import { ReasonList } from './reason-list.tsx';
import { ReviewLine } from './review-line.tsx';
import { Score } from './score.tsx';
import { suppressibleRules } from './suppress-dialog.tsx';
import { SuppressionLines } from './suppression-line.tsx';
import { Time } from '../time.tsx';

/** A case: actor, patient and day, the reasons why it is unusual, the evidence, and its reviews. */
export function CaseCard({
  unusualCase,
  onReview,
  onSuppress,
  areIssuersShown,
}: {
  readonly unusualCase: UnusualCase;
  /** Closes the case, or reopens a closed or suppressed one. */
  readonly onReview: () => void;
  readonly onSuppress: () => void;
  readonly areIssuersShown: boolean;
}) {
  const { actor, issuer, actorName, roles, patient, since, until, events, reviews } = unusualCase;
  const days = localWeekdays(since, until);
  const who = useActorText({ subject: actor, issuer }, actorName);
  const title = `case-${unusualCase.id}`;
  const search = {
    texts: { actor, issuer, ...(patient !== null && { patient }) },
    // The day of a case is one of UTC, and a search is by those of the reader.
    since: dayBefore(Date.parse(since), 0),
    until: dayBefore(Date.parse(until), 0),
  };
  return (
    <article className="card case" aria-labelledby={title}>
      <header className="case-head">
        <h2 id={title}>
          <ActorName subject={actor} issuer={issuer} recordedName={actorName} isShort />{' '}
          <span className="faint">{roles.map(roleWords).join(', ')}</span>
          {areIssuersShown && <IssuerLine issuer={issuer} />}
        </h2>
        <div className="case-state">
          <Badge words={CASE_STATE_WORDS[unusualCase.state]} />
          <PatientNotice cases={[unusualCase]} about={`about the access of ${who}, ${days}`} />
          <Button className="button" onPress={onReview}>
            {isOpenState(unusualCase.state) ? 'Close case …' : 'Reopen …'}
            <span className="visually-hidden">
              {' '}
              of {who}, {days}
            </span>
          </Button>
          {suppressibleRules([unusualCase]).length > 0 && (
            <Button className="button" onPress={onSuppress}>
              Suppress …
              <span className="visually-hidden">
                {' '}
                the case of {who}, {days}
              </span>
            </Button>
          )}
        </div>
      </header>
      <p className="case-about">
        {patient === null ? 'Many patients' : <PatientName id={patient} />} · {days} ·{' '}
        <Link href={`/search?${writeSearch(search)}`}>{count(events, 'event')}</Link>,{' '}
        <Time at={since} />
        {!isSameMoment(since, until) && (
          <>
            {' '}
            to <Time at={until} />
          </>
        )}
      </p>
      <Score points={unusualCase.score} parts={unusualCase.scoreParts} />
      <ReasonList reasons={unusualCase.reasons} />
      <SuppressionLines suppressions={unusualCase.suppressions} />
      <Evidence leaves={unusualCase.leaves} />
      {reviews.length > 0 && (
        <ol className="history">
          {reviews.map((review) => (
            <li key={review.leaf}>
              <ReviewLine review={review} areIssuersShown={areIssuersShown} />
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}
