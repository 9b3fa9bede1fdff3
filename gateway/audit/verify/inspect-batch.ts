import { isCommitted, type Leaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { splitHashes } from '../tree/merkle-tree.ts';
import { isSignedBy, type NoteVerifier } from '../tree/signed-note.ts';
import { orderKey, readContents } from './contents.ts';

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
const TELLING = /^(?:log\.(?:start|key\.|erase|incarnation)|breakglass\.start)/;

function inspectLeaves({ count, leaves, hashes }: Pick<Batch, 'count' | 'leaves' | 'hashes'>) {
  const packed = unpackLeaves(leaves);
  const stored = splitHashes(hashes);
  if (packed === null || count === 0 || packed.length !== count || stored.length !== count) {
    return null;
  }
  const contents = readContents(packed, stored);
  if (contents.bodies.some((body, index) => stored[index]?.equals(body) !== true)) return null;
  return summarize(contents.leaves);
}

function summarize(leaves: readonly (Leaf | null)[]): PlainLeaves | null {
  const [first = null] = leaves;
  const firstKey = orderKey(first);
  if (first === null || firstKey === null) return null;
  let last = first;
  let lastKey = '';
  let longestSilence = 0;
  for (const leaf of leaves) {
    const key = orderKey(leaf);
    if (leaf === null || key === null || key <= lastKey) return null;
    const { kind, at }: { readonly kind: unknown; readonly at: unknown } = leaf;
    if (typeof kind !== 'string' || typeof at !== 'number' || TELLING.test(kind)) return null;
    if (isCommitted(leaf)) return null;
    longestSilence = Math.max(longestSilence, leaf.at - last.at);
    last = leaf;
    lastKey = key;
  }
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
