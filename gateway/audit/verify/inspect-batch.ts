import { outlineLeaf, type LeafOutline } from '../record/outline-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';
import { orderKey } from './contents.ts';

/** What can be said of a batch without knowing those before it. */
export interface Inspection {
  /** Text of the key that made the one signature of its note; null where none of the given ones did. */
  readonly signedBy: string | null;
  /** Null where its leaves deserve a closer look, one by one and in order. */
  readonly plain: PlainLeaves | null;
}

/**
 * Leaves of which each is as it was hashed, canonical, after the one above it, and of a kind that tells the
 * verifier nothing.
 */
export interface PlainLeaves {
  readonly count: number;
  readonly firstKey: string;
  readonly lastKey: string;
  /** UTC ms since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Longest time between two of them, ms. */
  readonly longestSilence: number;
  readonly lastKind: string;
}

/**
 * Checks the signature of a batch by keys that may be the right ones, hashes its leaves and parses them: what
 * is most of a verification's work, and needs no order.
 */
export function inspectBatch(
  batch: Pick<Batch, 'count' | 'leaves' | 'hashes' | 'note'>,
  verifiers: readonly NoteVerifier[],
): Inspection {
  return { signedBy: findSigner(batch.note, verifiers), plain: inspectLeaves(batch) };
}

function findSigner(bytes: string, verifiers: readonly NoteVerifier[]): string | null {
  const note = readCheckpoint(bytes)?.note;
  if (note?.signatures.length !== 1) return null;
  return verifiers.find((verifier) => isSignedBy(note, verifier))?.vkey ?? null;
}

/** The verifier learns from these: see who reads them. */
const TELLING = /^(?:log\.(?:start|key\.|erase|hold\.|prune|incarnation)|breakglass\.start)/;

function inspectLeaves({ count, leaves, hashes }: Pick<Batch, 'count' | 'leaves' | 'hashes'>) {
  const packed = unpackLeaves(leaves);
  const stored = splitHashes(hashes);
  if (packed === null || count === 0 || packed.length !== count || stored.length !== count) {
    return null;
  }
  if (packed.some((bytes, index) => stored[index]?.equals(leafHash(bytes)) !== true)) return null;
  return summarize(packed);
}

function summarize(leaves: readonly Buffer[]): PlainLeaves | null {
  let first: LeafOutline | null = null;
  let last: LeafOutline | null = null;
  let firstKey = '';
  let lastKey = '';
  let longestSilence = 0;
  for (const bytes of leaves) {
    const leaf = outlineLeaf(bytes);
    const key = orderKey(leaf);
    if (leaf === null || key === null || key <= lastKey) return null;
    if (leaf.isCommitted || TELLING.test(leaf.kind)) return null;
    if (first === null) firstKey = key;
    first ??= leaf;
    longestSilence = Math.max(longestSilence, leaf.at - (last ?? leaf).at);
    last = leaf;
    lastKey = key;
  }
  if (first === null || last === null) return null;
  return {
    count: leaves.length,
    firstKey,
    lastKey,
    firstAt: first.at,
    lastAt: last.at,
    longestSilence,
    lastKind: last.kind,
  };
}
