import { splitEventId } from '../../catalog/event-id.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { filterCondition } from '../../query/filter-condition.ts';
import { queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents } from '../../query/show-events.ts';
import { isFinding } from '../cases/case-state.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { parseReviewLeaf } from '../recorded/read-review.ts';
import { readUnprovenLeaves } from '../recorded/read-unproven-leaves.ts';
import { eventFilterFor } from './review-order.ts';

/** A finding that an access was a violation. */
export interface Violation {
  /** When it was found, UTC ms since 1970. */
  readonly at: number;
  /** Index of the record of the finding. */
  readonly leaf: number;
  readonly issuer: string;
  readonly actor: string;
}

/**
 * Finds the violations since a time: of each case the last finding, unless the case was opened again after it. Reviews by
 * the actor don't count. If any review is older than `before`, all are read to select violations, which are proven: a
 * later review can open a case again.
 */
export async function findViolations(
  { index, reader }: Pick<CaseSources, 'index' | 'reader'>,
  tree: IndexHead,
  { since, before }: { readonly since: number; readonly before: number },
): Promise<readonly Violation[]> {
  const database = await index.database();
  const filter = eventFilterFor({ since });
  const condition = await filterCondition(database, filter, tree.size);
  if (condition === null) return [];
  const ids = await queryIds(database, condition, tree.size);
  const reviews = await readEvents(database, ids);
  if (!reviews.some(({ event }) => event.at < before)) return [];
  const leaves = await readUnprovenLeaves(
    reader,
    ids.map((id) => splitEventId(id).leaf),
  );
  /** Case → id of the event of its last finding or reopening, and whether that is a violation. */
  const last = new Map<string, { readonly id: number; readonly isViolation: boolean }>();
  for (const { id, event } of reviews) {
    const { leaf: at } = splitEventId(id);
    const leaf = leaves.get(at);
    const review = leaf === undefined ? null : parseReviewLeaf(leaf, { ...event, leaf: at });
    if (review === null || review.reviewer === review.actor) continue;
    if (review.verdict !== 'REOPENED' && !isFinding(review.verdict)) continue;
    last.set(review.case, { id, isViolation: review.verdict === 'VIOLATION' });
  }
  const violating = [...last.values()].flatMap(({ id, isViolation }) => (isViolation ? [id] : []));
  const { events } = await showEvents(await readEvents(database, violating), {
    database,
    reader,
    tree,
    filter,
  });
  return events.flatMap(({ leaf, row }) => {
    const review = parseReviewLeaf(leaf, row);
    return review === null || review.issuer === null
      ? []
      : [{ at: review.at, leaf: review.leaf, issuer: review.issuer, actor: review.actor }];
  });
}
