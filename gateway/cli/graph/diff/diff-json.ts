import {
  notAccepted,
  type ChangeSubject,
  type Review,
} from '../../../../schema/diff/accept-changes.ts';
import type { GraphDiff } from '../../../../schema/diff/change.ts';

/**
 * A comparison as JSON. Each part that shows more has its `id` and, in `accepted`, the entry that accepts it; null without
 * one.
 */
export function writeDiffJson(diff: GraphDiff, review: Review): string {
  const ids = new Map(review.changes.map(({ id, subject }) => [subject, id]));
  const withReview = <Subject extends ChangeSubject>(subject: Subject) => {
    const id = ids.get(subject);
    return id === undefined
      ? subject
      : { ...subject, id, accepted: review.accepted.get(subject) ?? null };
  };
  const { changes, settings, added, removed, isFirstMarked } = diff;
  const result = notAccepted(review).length > 0 ? 'more' : 'no more';
  const all = {
    result,
    isFirstMarked,
    changes: changes.map((each) => ({ ...each, differences: each.differences.map(withReview) })),
    settings: settings.map(withReview),
    added: added.map(withReview),
    removed,
    stale: review.stale,
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}
