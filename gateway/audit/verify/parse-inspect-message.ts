import type { Batch } from '../tree/batch.ts';
import type { Inspection } from './inspect-batch.ts';

/** What an inspection needs of a batch. */
export type InspectedPart = Pick<Batch, 'count' | 'leaves' | 'hashes' | 'note'>;

/** Batches on their way to another thread, their bytes in one piece that moves there. */
export interface InspectRequest {
  /** Keys that may have signed, as `name+key id+key`. */
  readonly keys: readonly string[];
  readonly notes: readonly string[];
  readonly counts: readonly number[];
  /** Leaves and hashes of each batch. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lengths of these, two for each batch. */
  readonly lengths: readonly number[];
}

/** Batches as a message; what they are made of stays with the sender. */
export function packBatches(
  batches: readonly InspectedPart[],
  keys: readonly string[],
): InspectRequest {
  const parts = batches.flatMap(({ leaves, hashes }) => [leaves, hashes]);
  const lengths = parts.map(({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const notes = batches.map(({ note }) => note);
  return { keys, notes, counts: batches.map(({ count }) => count), bytes, lengths };
}

/** The batches of a message. Our own other thread has sent it. */
export function unpackBatches(message: unknown): {
  readonly keys: readonly string[];
  readonly batches: readonly InspectedPart[];
} {
  const { keys, notes, counts, bytes, lengths } = message as InspectRequest;
  let at = 0;
  const take = (length = 0) => {
    const part = Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
    at += length;
    return part;
  };
  const batches = notes.map((note, index) => ({
    note,
    count: counts[index] ?? 0,
    leaves: take(lengths[2 * index]),
    hashes: take(lengths[2 * index + 1]),
  }));
  return { keys, batches };
}

/** What a thread of ours has found, one inspection for each batch. */
export function parseInspections(message: unknown): readonly Inspection[] {
  return message as readonly Inspection[];
}
