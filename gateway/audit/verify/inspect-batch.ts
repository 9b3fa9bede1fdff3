import { openingStates } from '../record/open-leaf.ts';
import { outlineLeaf, type LeafOutline } from '../record/outline-leaf.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';
import { isSignedBy, readNote, type NoteVerifier } from '../tree/signed-note.ts';
import { COMMITTING_KINDS } from '../record/text-commitment.ts';
import { orderKey } from '../chain/contents.ts';

/** What an inspection needs. */
export interface InspectedPart {
  readonly batch: Pick<Batch, 'first' | 'count' | 'leaves' | 'hashes' | 'note'>;
  /**
   * What lies beside the tree for its leaves, by their indexes; null where nobody has looked: leaves with
   * commitments deserve a closer look then.
   */
  readonly openings: ReadonlyMap<number, Buffer> | null;
}

/** What can be said of a batch without knowing those before it. */
export interface Inspection {
  /** Text of the key that made the one signature of its note; null where none of the given ones did. */
  readonly signedBy: string | null;
  /** Null where its leaves deserve a closer look, one by one and in order. */
  readonly plain: PlainLeaves | null;
}

/**
 * Leaves of which each is as it was hashed, canonical, after the one above it, and of a kind that tells the
 * verifier nothing; and what each commits to in the place of an id lies beside the tree as it was.
 */
export interface PlainLeaves {
  readonly count: number;
  readonly firstKey: string;
  readonly lastKey: string;
  /** UTC ms since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly earliestAt: number;
  readonly latestAt: number;
  /** Longest time between two of them, ms. */
  readonly longestSilence: number;
  /** Longest time by which one is earlier than the one above it, ms. */
  readonly longestFall: number;
  readonly lastKind: string;
  /** How many of them have ids beside the tree. */
  readonly opened: number;
}

/**
 * Checks the signature of a batch by keys that may be the right ones, hashes its leaves and parses them: what
 * is most of a verification's work, and needs no order.
 */
export function inspectBatch(part: InspectedPart, verifiers: readonly NoteVerifier[]): Inspection {
  return { signedBy: findSigner(part.batch.note, verifiers), plain: inspectLeaves(part) };
}

function findSigner(bytes: string, verifiers: readonly NoteVerifier[]): string | null {
  const note = readNote(bytes);
  if (note?.signatures.length !== 1) return null;
  return verifiers.find((verifier) => isSignedBy(note, verifier))?.vkey ?? null;
}

/** The verifier learns from these: see who reads them. */
const TELLING = /^log\.(?:start|key\.|erase|withdraw|quarantine|hold\.|prune|incarnation)/;

function inspectLeaves(part: InspectedPart) {
  const { count, leaves, hashes } = part.batch;
  const packed = unpackLeaves(leaves);
  const stored = splitHashes(hashes);
  if (packed === null || count === 0 || packed.length !== count || stored.length !== count) {
    return null;
  }
  if (packed.some((bytes, index) => stored[index]?.equals(leafHash(bytes)) !== true)) return null;
  return summarize(packed, part);
}

function summarize(
  leaves: readonly Buffer[],
  { batch, openings }: InspectedPart,
): PlainLeaves | null {
  let first: LeafOutline | null = null;
  let last: LeafOutline | null = null;
  let firstKey = '';
  let lastKey = '';
  let longestSilence = 0;
  let longestFall = 0;
  let earliestAt = Infinity;
  let latestAt = -Infinity;
  let opened = 0;
  for (const [index, bytes] of leaves.entries()) {
    const leaf = outlineLeaf(bytes);
    const key = orderKey(leaf);
    if (leaf === null || key === null || key <= lastKey) return null;
    if (TELLING.test(leaf.kind) || COMMITTING_KINDS.has(leaf.kind)) return null;
    if (leaf.isCommitted) {
      const known = openings?.get(batch.first + index) ?? null;
      if (openings === null || !isOpened(bytes, known)) return null;
      if (known !== null) opened += 1;
    }
    if (first === null) firstKey = key;
    first ??= leaf;
    const pause = leaf.at - (last ?? leaf).at;
    longestSilence = Math.max(longestSilence, pause);
    longestFall = Math.max(longestFall, -pause);
    earliestAt = Math.min(earliestAt, leaf.at);
    latestAt = Math.max(latestAt, leaf.at);
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
    earliestAt,
    latestAt,
    longestSilence,
    longestFall,
    lastKind: last.kind,
    opened,
  };
}

/** Whether there is nothing to tell of what a leaf commits to: each opening is there, and no other. */
function isOpened(bytes: Buffer, openings: Buffer | null): boolean {
  const leaf = parseLeaf(bytes);
  return leaf !== null && openingStates(leaf, openings).every((state) => state === 'fits');
}
