import { toRanges } from '../../record/index-ranges.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { DeletedBodies, LedgerStore } from '../../store/ledger-store.ts';
import { pruneLeaves } from '../../tree/batch.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { commitmentIn } from '../../record/text-commitment.ts';
import { prunablePlaces } from './find-prunable.ts';
import { readBodies, type ReadBatch } from './read-bodies.ts';

/** Bytes of leaves that one transaction rewrites, rounded up to whole batches. */
const STEP_BYTES = 16_000_000;

/**
 * Deletes the bodies of tiles whose pruning is recorded, with their openings, in steps. Each step is durable before the next
 * begins, and running this again continues. Returns the number of deleted bodies.
 */
export async function deletePrunedBodies(
  { reader, store }: { readonly reader: LedgerReader; readonly store: LedgerStore },
  tiles: ReadonlySet<number>,
  onProgress: (done: number) => void,
): Promise<number> {
  /** Index after the last leaf of the last tile. */
  const end = (Math.max(-1, ...tiles) + 1) * TILE_WIDTH;
  let deleted = 0;
  let step: DeletedBodies[] = [];
  let bytes = 0;
  const flush = async () => {
    if (step.length > 0) await store.deleteBodies(mergeBatches(step));
    step = [];
    bytes = 0;
  };
  for await (const read of readBodies(reader)) {
    const { first, leaves } = read.batch;
    if (first >= end) break;
    const places = prunablePlaces(read).filter((place) =>
      tiles.has(Math.floor((first + place) / TILE_WIDTH)),
    );
    if (places.length === 0) continue;
    step.push(bodiesOf(read, places));
    deleted += places.length;
    bytes += leaves.length;
    if (bytes >= STEP_BYTES) await flush();
    onProgress(deleted);
  }
  await flush();
  return deleted;
}

/** The bodies at these places of a batch, with the openings of their leaves. */
function bodiesOf({ batch, leaves }: ReadBatch, places: readonly number[]): DeletedBodies {
  const { first, leaves: before } = batch;
  const openings = places.flatMap((place) => {
    const leaf = leaves[place] ?? null;
    return (leaf === null ? null : commitmentIn(leaf)) ?? [];
  });
  return {
    batches: [{ first, before, after: pruneLeaves(before, new Set(places)) }],
    identities: toRanges(places.map((place) => first + place)),
    openings,
  };
}

function mergeBatches(parts: readonly DeletedBodies[]): DeletedBodies {
  return {
    batches: parts.flatMap((part) => part.batches),
    identities: parts.flatMap((part) => part.identities),
    openings: parts.flatMap((part) => part.openings),
  };
}
