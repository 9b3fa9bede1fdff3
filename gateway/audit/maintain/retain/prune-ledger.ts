import { StartError } from '../../../platform/errors.ts';
import { writeAsTool, type Tool, type ToolOptions } from '../../append/write-as-tool.ts';
import { createEntry, type Entry } from '../../append/write-entry.ts';
import { placeRecords } from '../../record/control/hold.ts';
import { isWithin, leavesOfTiles, splitRanges, toRanges } from '../../record/index-ranges.ts';
import { pruneRecord, writeKey, type Pruning } from '../../record/control/pruning.ts';
import type { AuditRecord } from '../../record/record.ts';
import { printLocation } from '../../store/ledger-location.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { openReader } from '../../store/open-reader.ts';
import { UnreadableLedger } from '../../store/unreadable-ledger.ts';
import { rootOfTiles, type TileDigest } from '../../tree/tile-digest.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { witnessedTimes } from '../../verify/check-times.ts';
import { keptHash } from '../../verify/compare-pruned.ts';
import { makesIncomplete } from '../../verify/finding-codes.ts';
import type { Verdict } from '../../verify/verdict.ts';
import { verifyLedger, allCores } from '../../verify/verify-ledger.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import { deletePrunedBodies } from './delete-pruned-bodies.ts';
import { findPrunable, type Prunable } from './find-prunable.ts';
import { pruneTime } from './prune-time.ts';
import { readRetentionState, type RetentionState } from './read-retention-state.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** The steps of a pruning, shown as progress. */
export type PruneStep = 'verifying' | 'looking' | 'pruning';

/** Called with the progress of each step, in records. */
export type PruneProgress = (step: PruneStep, done: number, total: number) => void;

/** The ledger to prune, the key that signs, and evidence of time besides the machine's clock. */
export interface PruneOptions extends ToolOptions {
  /** Checkpoint notes that were remembered outside the ledger. */
  readonly anchors: readonly string[];
  /** Keys of witnesses, `name+key id+key`, whose cosignatures on these notes are evidence of time. */
  readonly witnesses: readonly string[];
  /** The time that the operator states, UTC ms; null uses the time that the ledger and cosignatures support. */
  readonly asOf: number | null;
}

/** What may be pruned, and what the prune leaves must carry forward. */
export interface PrunePlan extends Prunable {
  /** The time of the pruning, UTC ms. */
  readonly asOf: number;
  readonly state: RetentionState;
  /** The keys of the ledger, as `writeKey` writes them. */
  readonly keys: readonly string[];
}

/** A completed pruning. */
export interface Pruned {
  readonly plan: PrunePlan;
  /** Indexes of the prune leaves. */
  readonly by: readonly number[];
  /** Number of deleted bodies. */
  readonly dropped: number;
}

/**
 * Finds what may be pruned from a ledger now, and what keeps the rest; changes nothing. Throws a `StartError` for a ledger that
 * doesn't verify, since its records are evidence of the change, and like `pruneTime`.
 */
export async function planPruning(
  options: PruneOptions,
  onProgress: PruneProgress,
): Promise<PrunePlan> {
  const { location } = options;
  const verdict = await verify(options, onProgress);
  const asOf = pruneTime(verdict, options);
  const clock = { now: asOf, witnessed: witnessedTimes(verdict.anchors, options.at) };
  const reader = await openReader(location);
  try {
    const state = await readRetentionState(reader);
    const prunable = await findPrunable(reader, state, clock, (done) => {
      onProgress('looking', done, state.size);
    });
    return { ...prunable, asOf, state, keys: verdict.keys.map(writeKey) };
  } finally {
    await reader.close();
  }
}

async function verify(
  { location, guardPath, anchors, witnesses, at }: PruneOptions,
  onProgress: PruneProgress,
): Promise<Verdict> {
  const options = { location, publicKey: null, anchors, witnesses, guardPath };
  const show = (done: number, total: number) => {
    onProgress('verifying', done, total);
  };
  const verdict = await verifyLedger(options, allCores(), show, at);
  const where = printLocation(location);
  const unread = verdict.findings.find(({ code }) => code === 'UNREADABLE');
  if (unread !== undefined) throw new UnreadableLedger([`${where}: ${unread.text}`]);
  if (isIntact(verdict) && verdict.size > 0) return verdict;
  throw new StartError([
    `The audit ledger ${where} does not verify: nothing is pruned. Run: ${auditCommand('verify', where)}`,
  ]);
}

/**
 * Whether a verdict permits a pruning. A CLOCK finding does: wrong times make no record older, and would block pruning
 * forever.
 */
function isIntact({ result, findings, findingCount }: Verdict): boolean {
  if (result !== 'FAIL') return true;
  const isListed = findings.length === findingCount;
  return isListed && findings.every(({ code }) => code === 'CLOCK' || makesIncomplete(code));
}

/**
 * Prunes a ledger. The pruning is recorded first, with what a verifier needs to check that it was due; then bodies are deleted.
 * Hashes and signatures stay, so that every proof of the remaining records stays valid. Throws a `StartError` like
 * `planPruning` and `writeAsTool`.
 */
export async function pruneLedger(
  options: PruneOptions,
  onProgress: PruneProgress,
): Promise<Pruned> {
  return prunePlanned(options, await planPruning(options, onProgress), onProgress);
}

/** Prunes according to a plan. Throws a `StartError` if the plan is outdated. */
export async function prunePlanned(
  options: ToolOptions,
  plan: PrunePlan,
  onProgress: PruneProgress,
): Promise<Pruned> {
  if (plan.tiles.length + plan.unfinished.length === 0) return { plan, by: [], dropped: 0 };
  return writeAsTool('prune', options, async (tool) => {
    const reader = await openReader(options.location);
    try {
      const by = await recordPruning(tool, reader, plan, options.at);
      const tiles = new Set([...plan.unfinished, ...plan.tiles.map(({ tile }) => tile)]);
      const total = plan.tiles.reduce((sum, { marked }) => sum + marked, 0);
      const dropped = await deletePrunedBodies({ reader, store: tool.store }, tiles, (done) => {
        onProgress('pruning', done, Math.max(done, total));
      });
      return { plan, by, dropped };
    } finally {
      await reader.close();
    }
  });
}

/** Bytes of ranges in one prune leaf. A leaf holds 64 KiB; the other half is for keys, holds and earlier prunings. */
const MAX_RANGES_TEXT = 32 * 1024;

/** Records the pruning, in as many leaves as its ranges need; each names the leaves before it. */
async function recordPruning(
  { writer, start }: Tool,
  reader: LedgerReader,
  plan: PrunePlan,
  at: number,
): Promise<number[]> {
  const earlier = plan.state.prunings.map(({ by }) => by);
  const by: number[] = [];
  let entries: readonly Entry[] = [
    start,
    ...carryHolds(plan, at).map((each) => createEntry(at, each)),
  ];
  /** Size of the ledger that the plan, or the last commit, knows. */
  let known = plan.state.size;
  for (const tiles of splitTiles(plan.tiles)) {
    const pruning = { ...describePruning(plan, tiles), earlier: [...earlier, ...by] };
    const confirm = (size: number) => assertUnchanged(reader, known, size);
    const { first, counts } = await writer.commit(
      [...entries, createEntry(at, pruneRecord(pruning, at))],
      { confirm },
    );
    // A record that cannot be written has no leaves.
    if (counts.includes(0))
      throw new StartError([
        'The record of the pruning would be too large: it names every earlier pruning, the open holds and the keys. Release holds that are over, and prune again.',
      ]);
    known = first + counts.reduce((sum, count) => sum + count, 0);
    // The prune record is the last entry.
    by.push(known - 1);
    // The start and the holds go into the first batch only.
    entries = [];
  }
  return by;
}

/** Records for holds that protect more tiles than the ledger states: a verifier cannot determine that itself. */
function carryHolds({ state, held }: PrunePlan, at: number): AuditRecord[] {
  return state.holds.flatMap((hold) => {
    const further = (held.get(hold.id) ?? []).filter((tile) => !isWithin(hold.tiles, tile));
    return further.length === 0 ? [] : placeRecords(hold, toRanges(further), at);
  });
}

/** The tiles of each prune leaf. */
function splitTiles(tiles: readonly TileDigest[]): TileDigest[][] {
  const ranges = toRanges(tiles.map(({ tile }) => tile)).map(leavesOfTiles);
  return splitRanges(ranges, MAX_RANGES_TEXT)
    .map((part) => tiles.filter(({ tile }) => isWithin(part, tile * TILE_WIDTH)))
    .filter((part) => part.length > 0);
}

/** The content of a prune leaf for these tiles of a plan, without earlier prune leaves. */
export function describePruning(
  plan: PrunePlan,
  tiles: readonly TileDigest[],
): Omit<Pruning, 'earlier'> {
  const { keys, latest, state } = plan;
  return {
    ranges: toRanges(tiles.map(({ tile }) => tile)).map(leavesOfTiles),
    leaves: tiles.reduce((sum, { marked }) => sum + marked, 0),
    root: rootOfTiles(tiles).toString('base64'),
    kept: keptHash(tiles),
    latest,
    retention: state.retention,
    keys,
    holds: state.holds.map(({ id, leaf }) => `${id}@${leaf}`),
  };
}
