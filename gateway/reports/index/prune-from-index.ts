import { eventId } from '../catalog/event-id.ts';
import type { IndexRange } from '../../audit/record/index-ranges.ts';
import { mergeRanges, type LeafRange } from '../../audit/record/unreleased.ts';
import { type IndexDatabase } from './index-tables.ts';
import type { EventWriter } from './write-events.ts';

/**
 * Deletes the rows of pruned leaves and the patients that no row refers to any more, and stores which leaves were
 * pruned. Runs within the caller's transaction.
 */
export async function pruneFromIndex(
  tables: IndexDatabase,
  ranges: readonly LeafRange[],
  events: EventWriter,
): Promise<void> {
  if (ranges.length === 0) return;
  for (const { first, count } of ranges) {
    await tables
      .insertInto('pruned')
      .values({ first, count })
      .onConflict((conflict) => conflict.column('first').doNothing())
      .execute();
    await tables
      .deleteFrom('events')
      .where('id', '>=', eventId(first, 0))
      .where('id', '<', eventId(first + count, 0))
      .execute();
    // Records of changes are never pruned (`isKept`), so their rows stay.
    await tables
      .deleteFrom('damaged')
      .where('leaf', '>=', first)
      .where('leaf', '<', first + count)
      .execute();
  }
  const referredTo = tables
    .selectFrom('events')
    .select('patient')
    .where('patient', 'is not', null)
    .$narrowType<{ patient: number }>();
  await tables.deleteFrom('patients').where('id', 'not in', referredTo).execute();
  // The numbers of deleted patients can be assigned again.
  events.forget();
}

/** Returns the ranges of pruned leaves, first and last index, with adjacent ranges merged. */
export async function prunedIn(tables: IndexDatabase): Promise<readonly IndexRange[]> {
  const rows = await tables.selectFrom('pruned').selectAll().orderBy('first').execute();
  return mergeRanges(rows).map(({ first, count }) => [first, first + count - 1]);
}
