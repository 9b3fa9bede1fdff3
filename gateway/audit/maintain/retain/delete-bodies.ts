import { toRanges } from '../../record/index-ranges.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import type { DeletedBodies, LedgerStore } from '../../store/ledger-store.ts';
import { pruneLeaves } from '../../tree/batch.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { commitmentIn } from '../../record/text-commitment.ts';
import { placesToGo } from './find-prunable.ts';
import { readBodies, type ReadBatch } from './read-bodies.ts';

/** Bytes that one transaction rewrites, and at least one batch. */
const STEP_BYTES = 16_000_000;

/**
 * Takes the bodies of tiles away whose pruning is on the record, with what opens them, step by step: each is
 * durable before the next begins, and done again it goes on where it was. Tells how many bodies went.
 */
export async function deleteBodies(
  { reader, store }: { readonly reader: LedgerReader; readonly store: LedgerStore },
  tiles: ReadonlySet<number>,
  onProgress: (done: number) => void,
): Promise<number> {
  const end = (Math.max(-1, ...tiles) + 1) * TILE_WIDTH;
  let dropped = 0;
  let step: DeletedBodies[] = [];
  let bytes = 0;
  const flush = async () => {
    if (step.length > 0) await store.deleteBodies(join(step));
    step = [];
    bytes = 0;
  };
  for await (const read of readBodies(reader)) {
    const { first, leaves } = read.batch;
    if (first >= end) break;
    const places = placesToGo(read).filter((place) =>
      tiles.has(Math.floor((first + place) / TILE_WIDTH)),
    );
    if (places.length === 0) continue;
    step.push(bodiesOf(read, places));
    dropped += places.length;
    bytes += leaves.length;
    if (bytes >= STEP_BYTES) await flush();
    onProgress(dropped);
  }
  await flush();
  return dropped;
}

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

function join(parts: readonly DeletedBodies[]): DeletedBodies {
  return {
    batches: parts.flatMap((part) => part.batches),
    identities: parts.flatMap((part) => part.identities),
    openings: parts.flatMap((part) => part.openings),
  };
}
