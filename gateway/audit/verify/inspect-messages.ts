import type { InspectedPart, Inspection } from './inspect-batch.ts';

/** Batches as a message to another thread. Their bytes are one buffer, which is transferred. */
export interface InspectRequest {
  /** Keys that may have signed, as `name+key id+key`. */
  readonly keys: readonly string[];
  readonly notes: readonly string[];
  readonly firsts: readonly number[];
  readonly counts: readonly number[];
  /** For each batch the indexes of the leaves that have openings; null if they were not looked up. */
  readonly opened: readonly (readonly number[] | null)[];
  /** Batch after batch: the leaves, the hashes, then the openings of each leaf in `opened`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lengths of these pieces, in the same order. */
  readonly lengths: readonly number[];
}

/** Packs batches into a message; the originals stay with the sender. */
export function packBatches(
  parts: readonly InspectedPart[],
  keys: readonly string[],
): InspectRequest {
  const pieces: Uint8Array[] = [];
  for (const { batch, openings } of parts) {
    pieces.push(batch.leaves, batch.hashes);
    if (openings !== null) pieces.push(...openings.values());
  }
  const lengths = pieces.map(({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return {
    keys,
    notes: parts.map(({ batch }) => batch.note),
    firsts: parts.map(({ batch }) => batch.first),
    counts: parts.map(({ batch }) => batch.count),
    opened: parts.map(({ openings }) => openings && [...openings.keys()]),
    bytes,
    lengths,
  };
}

/** Unpacks a message of `packBatches`, which another thread of this program sent. */
export function unpackBatches(message: unknown): {
  readonly keys: readonly string[];
  readonly parts: readonly InspectedPart[];
} {
  const { keys, notes, firsts, counts, opened, bytes, lengths } = message as InspectRequest;
  let piece = 0;
  let at = 0;
  const take = () => {
    const length = lengths[piece] ?? 0;
    const taken = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
    piece += 1;
    at += length;
    return taken;
  };
  const parts = notes.map((note, index) => {
    const [first = 0, count = 0] = [firsts[index], counts[index]];
    const leaves = take();
    const hashes = take();
    const indexes = opened[index] ?? null;
    const openings = indexes && new Map(indexes.map((leaf) => [leaf, take()]));
    return { batch: { first, count, note, leaves, hashes }, openings };
  });
  return { keys, parts };
}

/** The answer of an inspection thread: one inspection per batch. Both threads are of one build, so it is not validated. */
export function asInspections(message: unknown): readonly Inspection[] {
  return message as readonly Inspection[];
}
