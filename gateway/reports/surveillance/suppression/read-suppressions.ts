import { filterCondition } from '../../query/filter-condition.ts';
import { queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal } from '../../query/show-events.ts';
import type { IndexHead } from '../../index/index-head.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { readReviewNote } from '../recorded/read-review.ts';
import type { CoverageTerms } from '../recorded/coverage.ts';
import { parseSuppressionLeaf, type RecordedSuppression } from '../recorded/parse-suppression.ts';
import { SUPPRESSIONS } from '../recorded/suppression-cache.ts';
import type { Suppression, SuppressionStep } from '../cases/suppression.ts';

/** A suppression, as its record states it. */
export interface ListedSuppression extends CoverageTerms {
  /** Id of the event of its record. */
  readonly event: number;
  /** Id of the event of the first record that lifts it; null for none. */
  readonly lift: number | null;
}

/** The suppressions in the index. */
export interface ListedSuppressions {
  /** In the order of the ledger. */
  readonly suppressions: readonly ListedSuppression[];
  /**
   * Ids of events whose records are not proven or not understood, in the order of the ledger. Each may lift any
   * suppression before it.
   */
  readonly unread: readonly number[];
}

type Sources = Pick<CaseSources, 'index' | 'reader' | 'suppressions'>;

/** Lists the suppressions that were recorded since a time, UTC ms since 1970. */
export async function listSuppressions(
  { index, reader, suppressions: cache }: Sources,
  tree: IndexHead,
  since: number,
): Promise<ListedSuppressions> {
  const database = await index.database();
  const condition = await filterCondition(database, { ...SUPPRESSIONS, since }, tree.size);
  if (condition === null) return { suppressions: [], unread: [] };
  const ids = await queryIds(database, condition, tree.size);
  const records = await cache.read(ids, { index, reader }, tree);
  const starts: Omit<ListedSuppression, 'lift'>[] = [];
  const lifts = new Map<number, number>();
  const unread: number[] = [];
  for (const event of ids) {
    const record = records.get(event);
    if (record === undefined || record.kind === 'unknown') unread.push(event);
    else if (record.kind === 'start') starts.push({ ...record.terms, event });
    // Of two that lift one suppression, the first did.
    else if (!lifts.has(record.lifts)) lifts.set(record.lifts, event);
  }
  return {
    suppressions: starts.map((each) => ({ ...each, lift: lifts.get(each.leaf) ?? null })),
    unread,
  };
}

/**
 * Proves suppressions and what lifts them, and reads the reasons. Leaves out one of which either is not proven. `refused`
 * has the unread rows too.
 */
export async function proveSuppressions(
  {
    chosen,
    unread,
  }: Pick<ListedSuppressions, 'unread'> & { readonly chosen: readonly ListedSuppression[] },
  { index, reader }: Pick<Sources, 'index' | 'reader'>,
  tree: IndexHead,
): Promise<{
  readonly suppressions: readonly Suppression[];
  readonly refused: readonly Refusal[];
}> {
  if (chosen.length + unread.length === 0) return { suppressions: [], refused: [] };
  const database = await index.database();
  const needed = chosen.flatMap(({ event, lift }) => (lift === null ? [event] : [event, lift]));
  const shown = await showEvents(await readEvents(database, [...unread, ...needed]), {
    database,
    reader,
    tree,
    filter: SUPPRESSIONS,
  });
  const refused = [...shown.refused];
  const proven = new Map<number, WithReason>();
  for (const { id, leaf, row } of shown.events) {
    const recorded = parseSuppressionLeaf(leaf, row);
    if (recorded === null) {
      refused.push({ leaf: row.leaf, why: 'differs' });
      continue;
    }
    const { note, notePlaceholder } = await readReviewNote(leaf, row.patient, reader);
    proven.set(id, { recorded, reason: { reason: note, reasonPlaceholder: notePlaceholder } });
  }
  return {
    suppressions: chosen.flatMap(({ event, lift }) => {
      const began = proven.get(event);
      const ended = lift === null ? null : proven.get(lift);
      if (began?.recorded.kind !== 'start' || ended === undefined) return [];
      const { start } = began.recorded;
      const lifted = ended === null ? null : liftOf(ended, start.leaf);
      return lifted === undefined ? [] : [{ ...start, ...began.reason, lifted }];
    }),
    refused,
  };
}

interface WithReason {
  readonly recorded: RecordedSuppression;
  readonly reason: Pick<SuppressionStep, 'reason' | 'reasonPlaceholder'>;
}

/** What a proven record says about the lifting of a suppression; undefined if it lifts another one. */
function liftOf({ recorded, reason }: WithReason, suppression: number) {
  return recorded.kind === 'lift' && recorded.lifts === suppression
    ? { ...recorded.step, ...reason }
    : undefined;
}
