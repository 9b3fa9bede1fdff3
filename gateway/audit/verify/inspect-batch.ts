import { openingStates } from '../record/open-leaf.ts';
import { outlineLeaf, type LeafOutline } from '../record/outline-leaf.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';
import { isSignedBy, readNote, type NoteVerifier } from '../tree/signed-note.ts';
import { COMMITTING_KINDS } from '../record/text-commitment.ts';
import { orderKey } from '../chain/contents.ts';

/** The input of an inspection. */
export interface InspectedPart {
  readonly batch: Pick<Batch, 'first' | 'count' | 'leaves' | 'hashes' | 'note'>;
  /**
   * The identity openings of its leaves by leaf index; null if they were not looked up: then leaves with commitments are
   * not plain.
   */
  readonly openings: ReadonlyMap<number, Buffer> | null;
}

/** What a batch shows without the batches before it. */
export interface Inspection {
  /** The key that made the only signature of its note, as `name+key id+key`; null if none of the given keys did. */
  readonly signedBy: string | null;
  /** Null if its leaves must be checked one by one. */
  readonly plain: PlainLeaves | null;
}

/**
 * Leaves that match their hashes, are canonical and in order, are of no kind that the verifier reads, and whose identity
 * commitments all have fitting openings.
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
  /** Longest time by which a leaf is earlier than the leaf before it, ms. */
  readonly longestFall: number;
  readonly lastKind: string;
  /** How many of them have identity openings. */
  readonly opened: number;
}

/**
 * Checks the signature of a batch by these keys, hashes its leaves and parses them. This is most of the work of a
 * verification and does not depend on the order of batches.
 */
export function inspectBatch(part: InspectedPart, verifiers: readonly NoteVerifier[]): Inspection {
  return { signedBy: findSigner(part.batch.note, verifiers), plain: inspectLeaves(part) };
}

function findSigner(bytes: string, verifiers: readonly NoteVerifier[]): string | null {
  const note = readNote(bytes);
  if (note?.signatures.length !== 1) return null;
  return verifiers.find((verifier) => isSignedBy(note, verifier))?.vkey ?? null;
}

/** Kinds that a check of the verifier reads. */
const VERIFIER_KINDS = /^log\.(?:start|key\.|erase|withdraw|quarantine|hold\.|prune|incarnation)/;

function inspectLeaves(part: InspectedPart) {
  const { count, leaves, hashes } = part.batch;
  const unpacked = unpackLeaves(leaves);
  const stored = splitHashes(hashes);
  if (unpacked === null || count === 0 || unpacked.length !== count || stored.length !== count) {
    return null;
  }
  if (unpacked.some((bytes, index) => stored[index]?.equals(leafHash(bytes)) !== true)) return null;
  return summarize(unpacked, part);
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
    if (VERIFIER_KINDS.test(leaf.kind) || COMMITTING_KINDS.has(leaf.kind)) return null;
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

/** Whether each commitment of a leaf has a fitting opening, and there is no other opening. */
function isOpened(bytes: Buffer, openings: Buffer | null): boolean {
  const leaf = parseLeaf(bytes);
  return leaf !== null && openingStates(leaf, openings).every((state) => state === 'fits');
}
