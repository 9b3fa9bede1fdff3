import { Link } from 'wouter';
import type { Review } from '../../api/operations.types.ts';
import { REVIEW_STEP_WORDS } from '../../words/reviews.ts';
import { dayWords } from '../../words/times.ts';
import { Badge } from '../badge.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { ActorName } from '../people/actor-name.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** A step of a review: the finding, the assignment or the like, its reviewer, time, record and note. */
export function ReviewLine({
  review,
  areIssuersShown,
}: {
  readonly review: Review;
  readonly areIssuersShown: boolean;
}) {
  const { verdict, reviewer, reviewerName, time, leaf, note, assignee, assigneeIssuer, due } =
    review;
  const isNoteOptional = verdict === 'ASSIGNED' || verdict === 'IN_REVIEW';
  return (
    <>
      <Badge words={REVIEW_STEP_WORDS[verdict]} />{' '}
      <ActorName
        subject={reviewer}
        issuer={review.reviewerIssuer}
        recordedName={reviewerName}
        isShort
      />
      , <Time at={time} /> · <Link href={recordPath(leaf)}>record #{leaf}</Link>
      {areIssuersShown && <IssuerLine issuer={review.reviewerIssuer} />}
      {verdict === 'ASSIGNED' && (
        <>
          {' '}
          · to{' '}
          {assignee === null ? (
            'no account'
          ) : (
            <ActorName subject={assignee} issuer={assigneeIssuer} isShort />
          )}
          {due !== null && <>, due {dayWords(due)}</>}
        </>
      )}
      {note === null && isNoteOptional ? null : note === null ? (
        <span className="line faint">The note was erased, or differs from what was signed.</span>
      ) : (
        <q className="reason">{note}</q>
      )}
      {review.attachments.length > 0 && <AttachmentList attachments={review.attachments} />}
    </>
  );
}

/** The issuers of all accounts in reviews. */
export function issuersOf(reviews: readonly Review[]): readonly (string | null)[] {
  return reviews.flatMap(({ issuer, reviewerIssuer }) => [issuer, reviewerIssuer]);
}
