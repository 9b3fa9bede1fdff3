import { StartError } from '../../platform/errors.ts';
import { proveKeys, type KeyFollower } from '../../audit/chain/follow-keys.ts';
import { KEY_CHANGE_MARKER } from '../../audit/record/control/key-change.ts';
import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import { createPrunedLookup } from '../../audit/chain/pruned-lookup.ts';
import { damaged } from '../../audit/store/damaged-ledger.ts';
import { printLocation, type LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { unreadable } from '../../audit/store/unreadable-ledger.ts';
import { batchHash, isPruned, unpackLeaves, type Batch } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { leafHash, splitHashes } from '../../audit/tree/merkle-tree.ts';

/** Grants that a part of a ledger records as stopped. */
export interface Stops extends StopsPosition {
  readonly ids: readonly string[];
}

/** Where to continue reading stops. */
export interface StopsPosition {
  /** The first leaf that was not read. */
  readonly end: number;
  /** The keys of the ledger up to there. */
  readonly keys: KeyFollower;
}

/** The last `ms` before `now` (UTC ms), by the clock of this gateway and by the times of the ledger. */
export interface LastPeriod {
  readonly now: number;
  readonly ms: number;
}

/**
 * The break-glass grants that were stopped in a period, so that a restarted gateway doesn't accept them. Reads batches from
 * the end back to its begin. Unsigned batches are ignored. Throws a `StartError` if a batch or record in that period is changed
 * or missing, or the end is not signed: it may have been a stop.
 */
export async function readStops(location: LedgerLocation, period: LastPeriod): Promise<Stops> {
  const reader = await openReader(location);
  try {
    const keys = proveKeys(await reader.keyBatches(0));
    const ids: string[] = [];
    let end = 0;
    const isBefore = createPeriodCheck(period);
    for await (const batch of readBack(reader, keys)) {
      end = Math.max(end, batch.size);
      ids.push(...stopsIn(batch, keys));
      const [oldest] = leavesOf(batch);
      const at = oldest === undefined ? undefined : parseLeaf(oldest)?.at;
      if (at !== undefined && isBefore(at)) break;
    }
    return { ids, end, keys };
  } catch (cause) {
    const code = cause instanceof StartError ? null : reader.faultOf(cause);
    if (code === null) throw cause;
    throw unreadable(printLocation(location), code, cause);
  } finally {
    await reader.close();
  }
}

/**
 * Creates the check whether a time is before the period, for the times of a ledger from its end back. The clock of this
 * gateway may be ahead and be corrected later, so the ledger decides too: the times passed have to go back by the whole period,
 * where a long time without records counts as {@link MAX_GAP_MS}. The first records of a gateway whose clock is ahead look
 * just like it.
 */
function createPeriodCheck({ now, ms }: LastPeriod): (at: number) => boolean {
  let earliest = Infinity;
  let passed = 0;
  return (at) => {
    if (earliest !== Infinity) passed += Math.min(Math.max(earliest - at, 0), MAX_GAP_MS);
    earliest = Math.min(earliest, at);
    return at < now - ms && passed >= ms;
  };
}

const MAX_GAP_MS = 60_000;

/** The batches from the last one back, each confirmed by the checkpoint of the next, down to pruned records. */
async function* readBack(reader: LedgerReader, keys: KeyFollower): AsyncGenerator<Batch> {
  const pruned = createPrunedLookup(reader);
  let next: { readonly first: number; readonly previousBatch: Buffer } | null = null;
  for await (const { first, batch } of reader.newest()) {
    const checkpoint = batch === null ? undefined : readCheckpoint(batch.note)?.checkpoint;
    const isSignedEnd: boolean = next === null && batch !== null && keys.isSigned(batch);
    // A checkpoint also covers the hashes of the batch before it.
    const isNamedByNext: boolean =
      next !== null &&
      batch !== null &&
      hashOf(batch).equals(next.previousBatch) &&
      checkpoint?.size === next.first;
    if (batch === null || checkpoint === undefined || !(isSignedEnd || isNamedByNext))
      throw damaged(first, reader.where);
    const hashes = splitHashes(batch.hashes);
    const leaves = leavesOf(batch);
    if (leaves.length === 0 || leaves.length !== hashes.length) throw damaged(first, reader.where);
    for (const [place, bytes] of leaves.entries()) {
      // Pruned records are years old: no grant was open then that is open now.
      if (isPruned(bytes) && (await pruned.isRecorded(first + place))) return;
      if (hashes[place]?.equals(leafHash(bytes)) !== true)
        throw damaged(first + place, reader.where);
    }
    yield batch;
    next = { first, previousBatch: checkpoint.previousBatch };
  }
  // The beginning of the ledger is missing.
  if (next !== null && next.first > 0) throw damaged(0, reader.where);
}

/**
 * The grants that were stopped from a position on. Throws if the ledger has become shorter than the position: then later stops
 * are unknown.
 */
export async function readStopsFrom(
  reader: Pick<LedgerReader, 'latest' | 'batches'>,
  { end: from, keys }: StopsPosition,
): Promise<Stops> {
  const ids: string[] = [];
  let end = from;
  // Check the size first: usually there is nothing new.
  const size = (await reader.latest())?.size ?? 0;
  if (size < from) throw new Error('The audit ledger is shorter than it was.');
  if (size === from) return { ids, end, keys };
  for await (const { batch } of reader.batches(from)) {
    if (batch === null) continue;
    if (batch.leaves.includes(KEY_CHANGE_MARKER)) keys.take(batch);
    ids.push(...stopsIn(batch, keys));
    end = Math.max(end, batch.size);
  }
  return { ids, end, keys };
}

/** Part of the bytes of every record of a stopped grant. */
const STOP = '"kind":"breakglass.stop"';

function hashOf({ note, hashes }: Batch): Buffer {
  return batchHash(note, hashes);
}

function leavesOf(batch: Batch | null): readonly Buffer[] {
  return (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
}

/** Ids of the grants that a batch records as stopped; none for an unsigned batch. */
function stopsIn(batch: Batch, keys: KeyFollower): string[] {
  if (!batch.leaves.includes(STOP) || !keys.isSigned(batch)) return [];
  const hashes = splitHashes(batch.hashes);
  return leavesOf(batch).flatMap((bytes, place) => {
    const isHashed = bytes.includes(STOP) && hashes[place]?.equals(leafHash(bytes)) === true;
    const leaf = isHashed ? parseLeaf(bytes) : null;
    const isStop = leaf?.kind === 'breakglass.stop' && leaf.reason === 'STOPPED';
    return isStop && leaf.breakGlass !== null ? [leaf.breakGlass.id] : [];
  });
}
