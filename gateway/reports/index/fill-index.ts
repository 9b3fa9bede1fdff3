import { createErasedLookup, type ErasedLookup } from '../../audit/chain/erased-lookup.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { analyzeIndex, isOutgrown } from './analyze-index.ts';
import { createStep, type UnreleasedRange } from './fill-step.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import { assertSameLedger, readPosition } from './position.ts';
import { readFollowing } from './read-batch.ts';
import { readKeys } from './read-keys.ts';
import { createEventWriter, type EventWriter } from './write-events.ts';
import { writeStep } from './write-step.ts';

/** How an index is filled. */
export interface FillOptions {
  /** Rows and leaves that one transaction adds, or one batch more. */
  readonly stepWeight: number;
  /** Told after each step how many leaves are in the index, of at least how many. */
  readonly onProgress: (done: number, total: number) => void;
  /** Asked after each step whether to stop there. */
  readonly isStopped: () => boolean;
}

/** Steps that are large enough to be fast and let readers in between. */
export const FILL_DEFAULTS: FillOptions = Object.freeze({
  stepWeight: 10_000,
  onProgress: () => undefined,
  isStopped: () => false,
});

/** How far an index came. */
export interface Filled {
  readonly size: number;
  /**
   * The leaf at which the ledger stops leading to what a key of it signed, and the index with it; null where
   * it doesn't. What lies behind is for `verifyLedger` to judge and for a scan to show.
   */
  readonly brokenAt: number | null;
}

/**
 * Reads what the ledger holds beyond the index into it, in steps that each are whole or not there. It only
 * reads the ledger, in no long transaction, so that no commit waits for it; what it is stopped in, it goes on
 * from. Throws a `StartError` where the index is of another ledger.
 */
export async function fillIndex(
  index: ReportIndex,
  reader: LedgerReader,
  options: FillOptions = FILL_DEFAULTS,
): Promise<Filled> {
  const database = await index.database();
  const start = await readPosition(database);
  await assertSameLedger(index, reader, start);
  const filling: Filling = {
    database,
    reader,
    events: createEventWriter(),
    erased: createErasedLookup(reader),
    ranges: (await database.selectFrom('unreleased').selectAll().execute()).filter(reachesOn),
  };
  const keys = await readKeys(index, reader, { size: start.tree.size, pinned: null });
  const total = await reader.size();
  let step = createStep(start, filling.ranges);
  const write = async () => {
    for (const [leaf, positions] of step.unopened())
      if (!(await filling.erased.areRecorded(leaf, positions))) step.addDamaged(leaf);
    const done = step.finish();
    if (!(await writeStep(database, done, filling))) return false;
    filling.ranges.push(...done.unreleased.filter(reachesOn));
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
    // Somebody else fills it: theirs is as good.
    if (!(await write())) return { size: (await readPosition(database)).tree.size, brokenAt };
    if (options.isStopped()) break;
  }
  if (step.weight() > 0) await write();
  const { size } = (await readPosition(database)).tree;
  if (isOutgrown(start.tree.size, size)) await analyzeIndex(database, index.location);
  return { size, brokenAt };
}

/** What a leaf says of those before it, its own step marks; hardly one says anything of those behind it. */
function reachesOn({ leaf, first, count }: UnreleasedRange): boolean {
  return first + count > leaf;
}

interface Filling {
  readonly database: IndexDatabase;
  readonly reader: LedgerReader;
  readonly events: EventWriter;
  readonly erased: ErasedLookup;
  readonly ranges: UnreleasedRange[];
}
