import { Button } from 'react-aria-components';
import type { QueueEntry, Reason, UnusualCase, UnusualRule } from '../../api/operations.types.ts';
import { dayBefore } from '../../search/days.ts';
import { count } from '../../words/numbers.ts';
import { CASE_STATE_WORDS } from '../../words/reviews.ts';
import { isOpenState } from '../../../reports/messages/case-states.ts';
import { roleWords } from '../../words/role-words.ts';
import { dayWords, localWeekdays } from '../../words/times.ts';
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

/** An entry of the queue: actor and patient, the score and why, the reasons, and its cases day by day. */
export function QueueCard({
  entry,
  isChosen,
  onChoose,
  onAct,
  onReview,
  areIssuersShown,
}: {
  readonly entry: QueueEntry;
  /** Whether it is among those to close together. */
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onAct: (action: EntryAction) => void;
  /** Closes a case, or reopens a closed or suppressed one. */
  readonly onReview: (unusualCase: UnusualCase) => void;
  readonly areIssuersShown: boolean;
}) {
  const { actor, issuer, actorName, roles, patient, cases, events } = entry;
  const who = useActorText({ subject: actor, issuer }, actorName);
  const title = `entry-${entry.id}`;
  return (
    <article className="card case" aria-labelledby={title} tabIndex={-1}>
      <header className="case-head">
        <h2 id={title}>
          <ActorName subject={actor} issuer={issuer} recordedName={actorName} isShort />{' '}
          <span className="faint">{roles.map(roleWords).join(', ')}</span>
          {areIssuersShown && <IssuerLine issuer={issuer} />}
        </h2>
        <div className="case-state">
          <Worker entry={entry} />
          <Badge words={CASE_STATE_WORDS[entry.state]} />
        </div>
      </header>
      <p className="case-about">
        {patient === null ? 'Many patients' : <PatientName id={patient} />} ·{' '}
        {count(events, 'event')} on {count(cases.length, 'day')}
      </p>
      <Score points={entry.score} parts={entry.scoreParts} />
      <ReasonList reasons={reasonsOf(cases)} />
      <ol className="case-days">
        {cases.map((each) => (
          <CaseDay
            key={each.id}
            unusualCase={each}
            onReview={() => onReview(each)}
            areIssuersShown={areIssuersShown}
          />
        ))}
      </ol>
      <div className="entry-foot">
        <label className="choose">
          <input
            type="checkbox"
            checked={isChosen}
            onChange={({ target }) => onChoose(target.checked)}
          />{' '}
          Choose
          <span className="visually-hidden"> the cases of {who}</span>
        </label>
        {ACTIONS.filter(([action]) => canTake(action, entry)).map(([action, label]) => (
          <Button key={action} className="button" onPress={() => onAct(action)}>
            {label}
            <span className="visually-hidden"> of {who}</span>
          </Button>
        ))}
        <PatientNotice cases={cases} about={`about the access of ${who}`} />
      </div>
    </article>
  );
}

/** What a reviewer does with an entry. */
export type EntryAction = 'start' | 'assign' | 'comment' | 'suppress' | 'close';

const ACTIONS: readonly (readonly [EntryAction, string])[] = [
  ['start', 'Start review'],
  ['assign', 'Assign …'],
  ['comment', 'Comment …'],
  ['suppress', 'Suppress …'],
  ['close', 'Close all …'],
];

/** Whether an entry can take an action: not each rule can be suppressed. */
export function canTake(action: EntryAction, { cases }: Pick<QueueEntry, 'cases'>): boolean {
  return action !== 'suppress' || suppressibleRules(cases).length > 0;
}

/** Who works on an entry, and until when. */
function Worker({ entry: { assignee, assigneeIssuer, due } }: { readonly entry: QueueEntry }) {
  const isLate = due !== null && due < dayBefore(Date.now(), 0);
  return (
    <>
      {assignee !== null && (
        <span>
          <span className="faint">with</span>{' '}
          <ActorName subject={assignee} issuer={assigneeIssuer} isShort />
        </span>
      )}
      {due !== null && (
        <span className={isLate ? 'bad-text' : undefined}>
          {isLate ? 'was due' : 'due'} {dayWords(due)}
        </span>
      )}
    </>
  );
}

/** The reasons of all cases, one for each rule: that of the newest case. */
function reasonsOf(cases: readonly UnusualCase[]): readonly Reason[] {
  const byRule = new Map<UnusualRule, Reason>();
  for (const { reasons } of cases)
    for (const reason of reasons) if (!byRule.has(reason.rule)) byRule.set(reason.rule, reason);
  return [...byRule.values()];
}

function CaseDay({
  unusualCase,
  onReview,
  areIssuersShown,
}: {
  readonly unusualCase: UnusualCase;
  readonly onReview: () => void;
  readonly areIssuersShown: boolean;
}) {
  const { since, until, events, leaves, state, reviews, actor, issuer, actorName } = unusualCase;
  const days = localWeekdays(since, until);
  const who = useActorText({ subject: actor, issuer }, actorName);
  return (
    <li>
      <div className="case-day">
        <span>
          <strong>{days}</strong> · {count(events, 'event')}
          {state !== 'OPEN' && (
            <>
              {' '}
              <Badge words={CASE_STATE_WORDS[state]} />
            </>
          )}
        </span>
        <Evidence leaves={leaves} />
        <Button className="button" onPress={onReview}>
          {isOpenState(state) ? 'Close …' : 'Reopen …'}
          <span className="visually-hidden">
            {' '}
            the case of {who}, {days}
          </span>
        </Button>
      </div>
      <SuppressionLines suppressions={unusualCase.suppressions} />
      {reviews.length > 0 && (
        <ol className="history">
          {reviews.map((review) => (
            <li key={review.leaf}>
              <ReviewLine review={review} areIssuersShown={areIssuersShown} />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
