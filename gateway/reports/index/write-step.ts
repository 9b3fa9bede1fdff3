import { eventId } from '../catalog/event-id.ts';
import { UNRELEASED } from '../catalog/event-filter.ts';
import { eraseFromIndex } from './erase-from-index.ts';
import type { FillStep, UnreleasedRange } from './fill-step.ts';
import { type IndexDatabase } from './index-tables.ts';
import { insertRows } from './insert-rows.ts';
import { movePosition } from './position.ts';
import { pruneFromIndex } from './prune-from-index.ts';
import type { EventWriter } from './write-events.ts';

/** Adds a step to an index in one transaction. Returns false and adds nothing if another process was faster. */
export async function writeStep(
  database: IndexDatabase,
  step: FillStep,
  parts: Parameters<typeof eraseFromIndex>[2],
): Promise<boolean> {
  const { events } = parts;
  try {
    return await database.transaction().execute(async (tables) => {
      if (!(await movePosition(tables, step.from, step.position))) return false;
      await events.write(tables, step.events);
      await insertRows(tables, 'nodes', step.nodes);
      await insertRows(
        tables,
        'damaged',
        step.damaged.map((leaf) => ({ leaf })),
      );
      for (const { leaf, kind } of step.changes)
        await insertRows(tables, 'changes', [{ leaf, kind: await events.numberOf(tables, kind) }]);
      await insertRows(tables, 'unreleased', step.unreleased);
      for (const range of step.unreleased) await markUnreleased(tables, step, { range, events });
      for (const leaf of step.erased) await eraseFromIndex(tables, leaf, parts);
      await pruneFromIndex(tables, step.pruned, events);
      return true;
    });
  } catch (error) {
    // The numbers that the step assigned to texts were rolled back.
    events.forget();
    throw error;
  }
}

/**
 * Sets the outcome `unreleased` in the rows of a range that the index already holds. Later rows get it when they are
 * added.
 */
async function markUnreleased(
  tables: IndexDatabase,
  { position }: FillStep,
  {
    range: { first, count },
    events,
  }: { readonly range: UnreleasedRange; readonly events: EventWriter },
): Promise<void> {
  const end = Math.min(first + count, position.tree.size);
  // A range comes from a record, so it can hold any number.
  if (!Number.isSafeInteger(first) || first < 0 || end <= first) return;
  await tables
    .updateTable('events')
    .set({ outcome: await events.numberOf(tables, UNRELEASED) })
    .where('id', '>=', eventId(first, 0))
    .where('id', '<', eventId(end, 0))
    .execute();
}
