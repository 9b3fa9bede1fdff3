import type { Origin } from '../../../../directives/marks/graph.ts';
import {
  notAccepted,
  type ChangeSubject,
  type Review,
} from '../../../../schema/diff/accept-changes.ts';
import type { GraphDiff } from '../../../../schema/diff/change.ts';
import type { PlacedOrigin } from '../../../../schema/views/place-text.ts';

/** Finds the files of the old and of the new graph. */
export interface DiffPlacing {
  readonly placeInOld: (origin: Origin) => PlacedOrigin;
  readonly placeInNew: (origin: Origin) => PlacedOrigin;
}

/**
 * A comparison as JSON. Each part that shows more has its `id` and, in `accepted`, the entry that accepts it; null without
 * one. Origins are in the new graph, those of what is removed in the old one.
 */
export function writeDiffJson(
  diff: GraphDiff,
  review: Review,
  { placeInOld, placeInNew }: DiffPlacing,
): string {
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
    changes: changes.map((each) => ({
      ...each,
      origin: placeInNew(each.origin),
      differences: each.differences.map(withReview),
    })),
    settings: settings.map(withReview),
    added: added.map((each) => ({ ...withReview(each), origin: placeInNew(each.origin) })),
    removed: removed.map((each) => ({ ...each, origin: placeInOld(each.origin) })),
    stale: review.stale,
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}
