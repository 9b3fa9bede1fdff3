import { proveKeys, type KeyFollower } from '../chain/follow-keys.ts';
import { KEY_CHANGE_MARK } from '../chain/key-change.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import { openReader } from '../store/open-reader.ts';
import { batchHash, unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** Grants that a part of a ledger says were stopped. */
export interface Stops extends StopsPosition {
  readonly ids: readonly string[];
}

/** Where the reading of stops goes on. */
export interface StopsPosition {
  /** The first leaf that was not read. */
  readonly end: number;
  /** The keys of the ledger up to there. */
  readonly keys: KeyFollower;
}

/**
 * The break-glass grants that a ledger says were stopped since a time (UTC ms), so that a gateway which starts
 * again doesn't take them. Reads batch by batch from the end, and no further back than that. A batch that no key
 * of the ledger signed stops nothing.
 */
export async function readStops(location: LedgerLocation, since: number): Promise<Stops> {
  const reader = await openReader(location);
  try {
    const keys = proveKeys(await reader.keyBatches(0));
    const ids: string[] = [];
    let end = 0;
    let next: Buffer | null = null;
    for await (const { batch } of reader.newest()) {
      end = Math.max(end, batch?.size ?? 0);
      // A checkpoint covers the hashes of the batch before it too.
      const isNamed: boolean = next === null || (batch !== null && hashOf(batch).equals(next));
      if (batch !== null && isNamed) ids.push(...stopsIn(batch, keys));
      next = batch === null ? null : (readCheckpoint(batch.note)?.checkpoint.previousBatch ?? null);
      const [oldest] = leavesOf(batch);
      if (oldest !== undefined && (parseLeaf(oldest)?.at ?? 0) < since) break;
    }
    return { ids, end, keys };
  } finally {
    await reader.close();
  }
}

/**
 * The grants that the leaves from a position on say were stopped. Throws where the ledger has become shorter than
 * that: what was stopped in it since is not known then.
 */
export async function readStopsFrom(
  reader: Pick<LedgerReader, 'latest' | 'batches'>,
  { end: from, keys }: StopsPosition,
): Promise<Stops> {
  const ids: string[] = [];
  let end = from;
  // Most of the time there is nothing new, which is cheaper to see than to read.
  const size = (await reader.latest())?.size ?? 0;
  if (size < from) throw new Error('The audit ledger is shorter than it was.');
  if (size === from) return { ids, end, keys };
  for await (const { batch } of reader.batches(from)) {
    if (batch === null) continue;
    if (batch.leaves.includes(KEY_CHANGE_MARK)) keys.take(batch);
    ids.push(...stopsIn(batch, keys));
    end = Math.max(end, batch.size);
  }
  return { ids, end, keys };
}

const STOP = '"kind":"breakglass.stop"';

function hashOf({ note, hashes }: Batch): Buffer {
  return batchHash(note, hashes);
}

function leavesOf(batch: Batch | null): readonly Buffer[] {
  return (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
}

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
