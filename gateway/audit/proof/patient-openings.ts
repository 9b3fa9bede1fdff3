import { clearOpenings, unpackOpenings } from '../record/identity-openings.ts';
import { erasedPositions, openingStates } from '../record/open-leaf.ts';
import { COMMITMENTS_MARKER, isCommitted, parseLeaf } from '../record/parse-leaf.ts';
import type { ErasedLookup } from '../chain/erased-lookup.ts';
import type { RowReader } from '../store/ledger-reader.ts';

/** The identity openings of the leaves of a batch by leaf index: the stored ids that a leaf commits to. */
export async function readOpenings(
  reader: RowReader,
  first: number,
  leaves: readonly Buffer[],
): Promise<ReadonlyMap<number, Buffer>> {
  if (!leaves.some((leaf) => leaf.includes(COMMITMENTS_MARKER))) return new Map();
  const rows = await reader.identities(first, first + leaves.length - 1);
  return new Map(rows.map(({ leaf, openings }) => [leaf, openings]));
}

/** Whether each opening fits its commitment or is erased, and there is no other opening. */
export function isOpenable(bytes: Buffer, openings: Buffer | null): boolean {
  if (openings === null && !bytes.includes(COMMITMENTS_MARKER)) return true;
  const leaf = parseLeaf(bytes);
  if (leaf === null) return openings === null;
  return openingStates(leaf, openings).every((state) => state === 'fits' || state === 'erased');
}

/** Whether each commitment of a leaf has a fitting opening, or the ledger records its erasure. */
export async function isAccountedFor(
  {
    index,
    bytes,
    openings,
  }: { readonly index: number; readonly bytes: Buffer; readonly openings: Buffer | null },
  erased: ErasedLookup,
): Promise<boolean> {
  if (!isOpenable(bytes, openings)) return false;
  const leaf = openings === null ? null : parseLeaf(bytes);
  if (leaf === null) return true;
  return erased.areRecorded(index, erasedPositions(openingStates(leaf, openings)));
}

/**
 * The openings of a leaf, packed, with those of other patients erased. Null for a leaf that contains ids instead of
 * commitments; empty if its openings are not stored.
 */
export function openingsOf(patient: string, bytes: Buffer, openings: Buffer | null): Buffer | null {
  const leaf = parseLeaf(bytes);
  if (leaf === null || !isCommitted(leaf)) return null;
  if (openings === null) return Buffer.alloc(0);
  const closed = (unpackOpenings(openings) ?? []).flatMap((opening, place) =>
    typeof opening === 'object' && opening.pair[0] === patient ? [] : [place],
  );
  return clearOpenings(openings, new Set(closed));
}
