import { Link } from 'wouter';
import type { Review } from '../../api/parse-cases.ts';
import { VERDICT_WORDS } from '../../words/reviews.ts';
import { Badge } from '../badge.tsx';
import { recordPath } from '../path.ts';
import { Time } from '../time.tsx';

/** A finding that closed a case: what was found, by whom and when, and where that stands. */
export function ReviewLine({ review }: { readonly review: Review }) {
  const { verdict, reviewer, reviewerName, time, leaf, note } = review;
  return (
    <>
      <Badge words={VERDICT_WORDS[verdict]} /> {reviewerName ?? reviewer}, <Time at={time} /> ·{' '}
      <Link href={recordPath(leaf)}>record #{leaf}</Link>
      {note === null ? (
        <span className="line faint">The note was erased, or is not what was signed.</span>
      ) : (
        <q className="reason">{note}</q>
      )}
    </>
  );
}
