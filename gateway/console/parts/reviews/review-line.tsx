import { Link } from 'wouter';
import type { Review } from '../../api/parse-cases.ts';
import { VERDICT_WORDS } from '../../words/reviews.ts';
import { Badge } from '../badge.tsx';
import { IssuerLine } from '../issuer-line.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** A finding that closed a case, or a reopening: what was found, by whom and when, and where that stands. */
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
      <Badge words={VERDICT_WORDS[verdict]} /> {reviewerName ?? reviewer}, <Time at={time} /> ·{' '}
      <Link href={recordPath(leaf)}>record #{leaf}</Link>
      {areIssuersShown && <IssuerLine issuer={review.reviewerIssuer} />}
      {note === null ? (
        <span className="line faint">The note was erased, or is not what was signed.</span>
      ) : (
        <q className="reason">{note}</q>
      )}
    </>
  );
}

/** The issuers of all actors in the findings. */
export function issuersOf(reviews: readonly Review[]): readonly (string | null)[] {
  return reviews.flatMap(({ issuer, reviewerIssuer }) => [issuer, reviewerIssuer]);
}
