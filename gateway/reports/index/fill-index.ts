import { createErasedLookup, type ErasedLookup } from '../../audit/chain/erased-lookup.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { analyzeIndex, isOutgrown } from './analyze-index.ts';
import { createStep, type UnreleasedRange } from './fill-step.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import { assertSameLedger, readPosition } from './position.ts';
import { readFollowing } from './read-batch.ts';
import { readIndexedKeys } from './read-keys.ts';
import { createEventWriter, type EventWriter } from './write-events.ts';
import { writeStep } from './write-step.ts';

export interface FillOptions {
  /** A transaction ends with the first batch at which its events plus its leaves reach this number. */
  readonly stepWeight: number;
  /** Called after each step with the leaves in the index, and the leaves in the ledger when filling began. */
  readonly onProgress: (done: number, total: number) => void;
  /** Checked after each step; true ends filling. */
  readonly isStopped: () => boolean;
}

/** Steps large enough to be fast, and short enough that readers don't wait long. */
export const FILL_DEFAULTS: FillOptions = Object.freeze({
  stepWeight: 10_000,
  onProgress: () => undefined,
  isStopped: () => false,
});

export interface FillResult {
  /** Leaves in the index. */
  readonly size: number;
  /**
   * The first leaf whose batch doesn't match its signed checkpoint. The index ends before it; a scan of the ledger
   * still shows later leaves. Null if every batch matches.
   */
  readonly brokenAt: number | null;
}

/**
 * Adds the leaves that the index does not hold yet, in steps that each commit as a whole. Can be stopped and resumed
 * after any step. Holds no long transaction on the ledger, so appends never wait for it. Throws a `StartError` if the
 * index belongs to another ledger.
 */
export async function fillIndex(
  index: ReportIndex,
  reader: LedgerReader,
  options: FillOptions = FILL_DEFAULTS,
): Promise<FillResult> {
  const database = await index.database();
  const start = await readPosition(database, index);
  await assertSameLedger(index, reader, start);
  const filling: Filling = {
    database,
    reader,
    events: createEventWriter(),
    erased: createErasedLookup(reader),
    ranges: (await database.selectFrom('unreleased').selectAll().execute()).filter(coversLater),
  };
  const keys = await readIndexedKeys(index, reader, { size: start.tree.size, pinned: null });
  const total = await reader.size();
  let step = createStep(start, filling.ranges);
  /** Writes the step and begins the next; false if another process wrote it first. */
  const write = async () => {
    for (const [leaf, positions] of step.unopened())
      if (!(await filling.erased.areRecorded(leaf, positions))) step.addDamaged(leaf);
    const done = step.finish();
    if (!(await writeStep(database, done, filling))) return false;
    filling.ranges.push(...done.unreleased.filter(coversLater));
    const { size } = done.position.tree;
    options.onProgress(size, Math.max(size, total));
    step = createStep(done.position, filling.ranges);
    return true;
  };
  let brokenAt: number | null = null;
  for await (const row of reader.batches(start.tree.size)) {
    const batch = await readFollowing(reader, step.position().tree, row);
    if (batch === null || row.batch === null || !keys.take(row.batch)) {
      brokenAt = step.position().tree.size;
      break;
    }
    step.add(batch);
    if (step.weight() < options.stepWeight) continue;
    // Another process fills the same index, with the same rows: leave it to that process.
    if (!(await write()))
      return { size: (await readPosition(database, index)).tree.size, brokenAt };
    if (options.isStopped()) break;
  }
  if (step.weight() > 0) await write();
  const { size } = (await readPosition(database, index)).tree;
  if (isOutgrown(start.tree.size, size)) await analyzeIndex(database, index.location);
  return { size, brokenAt };
}

/**
 * Whether a range covers leaves after the leaf that records it. Rows of earlier leaves are updated in the step of that
 * leaf.
 */
function coversLater({ leaf, first, count }: UnreleasedRange): boolean {
  return first + count > leaf;
}

/** What one call of `fillIndex` works with. */
interface Filling {
  readonly database: IndexDatabase;
  readonly reader: LedgerReader;
  readonly events: EventWriter;
  readonly erased: ErasedLookup;
  /** Ranges of unsent responses that cover leaves after the one that records them. */
  readonly ranges: UnreleasedRange[];
}
