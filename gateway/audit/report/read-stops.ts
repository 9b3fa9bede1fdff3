import { parseLeaf } from '../record/parse-leaf.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import type { LedgerReader } from '../store/ledger-reader.ts';
import { openReader } from '../store/open-reader.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';

/** Grants that a part of a ledger says were stopped. */
export interface Stops {
  readonly ids: readonly string[];
  /** Where that part ends: the first leaf that was not read. */
  readonly end: number;
}

/**
 * The break-glass grants that a ledger says were stopped since a time (UTC ms), so that a gateway which starts
 * again doesn't take them. Reads batch by batch from the end, and no further back than that.
 */
export async function readStops(location: LedgerLocation, since: number): Promise<Stops> {
  const reader = await openReader(location);
  try {
    const ids: string[] = [];
    let end = 0;
    for await (const { batch } of reader.newest()) {
      end = Math.max(end, batch?.size ?? 0);
      const leaves = leavesOf(batch);
      ids.push(...stopsIn(leaves));
      const [oldest] = leaves;
      if (oldest !== undefined && (parseLeaf(oldest)?.at ?? 0) < since) break;
    }
    return { ids, end };
  } finally {
    await reader.close();
  }
}

/**
 * The grants that the leaves from one on say were stopped. Throws where the ledger has become shorter than
 * that: what was stopped in it since is not known then.
 */
export async function readStopsFrom(
  reader: Pick<LedgerReader, 'latest' | 'batches'>,
  from: number,
): Promise<Stops> {
  const ids: string[] = [];
  let end = from;
  // Most of the time there is nothing new, which is cheaper to see than to read.
  const size = (await reader.latest())?.size ?? 0;
  if (size < from) throw new Error('The audit ledger is shorter than it was.');
  if (size === from) return { ids, end };
  for await (const { batch } of reader.batches(from)) {
    ids.push(...stopsIn(leavesOf(batch)));
    end = Math.max(end, batch?.size ?? 0);
  }
  return { ids, end };
}

const STOP = '"kind":"breakglass.stop"';

function leavesOf(batch: Batch | null): readonly Buffer[] {
  return (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
}

function stopsIn(leaves: readonly Buffer[]): string[] {
  return leaves.flatMap((bytes) => {
    const leaf = bytes.includes(STOP) ? parseLeaf(bytes) : null;
    const isStop = leaf?.kind === 'breakglass.stop' && leaf.reason === 'STOPPED';
    return isStop && leaf.breakGlass !== null ? [leaf.breakGlass.id] : [];
  });
}
