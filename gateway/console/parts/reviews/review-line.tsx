import { Link } from 'wouter';
import type { Review } from '../../api/operations.types.ts';
import { RECORDED_VERDICT_WORDS } from '../../words/reviews.ts';
import { Badge } from '../badge.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** A review of a case: the finding or the reopening, its reviewer, time, record and note. */
export function ReviewLine({
  review,
  areIssuersShown,
}: {
  readonly review: Review;
  readonly areIssuersShown: boolean;
}) {
  const { verdict, reviewer, reviewerName, time, leaf, note } = review;
  return (
    <>
      <Badge words={RECORDED_VERDICT_WORDS[verdict]} /> {reviewerName ?? reviewer},{' '}
      <Time at={time} /> · <Link href={recordPath(leaf)}>record #{leaf}</Link>
      {areIssuersShown && <IssuerLine issuer={review.reviewerIssuer} />}
      {note === null ? (
        <span className="line faint">The note was erased, or differs from what was signed.</span>
      ) : (
        <q className="reason">{note}</q>
      )}
    </>
  );
}

/** The issuers of all accounts in reviews. */
export function issuersOf(reviews: readonly Review[]): readonly (string | null)[] {
  return reviews.flatMap(({ issuer, reviewerIssuer }) => [issuer, reviewerIssuer]);
}
