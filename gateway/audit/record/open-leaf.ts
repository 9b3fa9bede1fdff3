import { commitToIdentity, type Commitment } from './identity-commitment.ts';
import { unpackOpenings, type StoredOpening } from './identity-openings.ts';
import { isOfLeafForm } from './leaf-form.ts';
import { isCommitted, type CommittedLeaf, type Leaf, type PlainLeaf } from './parse-leaf.ts';
import type { IdentityPair } from './record.ts';

/** A stored opening (salt and ids) compared with the commitment in the leaf. */
export type OpeningState =
  /** Its hash is the commitment. */
  | 'fits'
  /** Its hash is not the commitment, its bytes are malformed, or the leaf makes no commitment for it. */
  | 'changed'
  /** It was replaced by a mark that says so. */
  | 'erased'
  | 'missing';

/**
 * A leaf with ids in place of its commitments. `openings` are the stored openings in the order of the commitments: the objects
 * of each access, then the patients; null without openings. A patient without a fitting opening is `(erased)`, `(missing)` or
 * `(changed)`, so only proven ids are shown. Null for a leaf whose members have other types (`isOfLeafForm`), which no gateway
 * wrote.
 */
export function openLeaf(leaf: Leaf, openings: Buffer | null): PlainLeaf | null {
  if (!isOfLeafForm(leaf)) return null;
  if (!isCommitted(leaf)) return leaf;
  const { accesses, patientCommitments, ...frame } = leaf;
  const stored = openings === null ? null : unpackOpenings(openings);
  let position = 0;
  const open = (commitment: Commitment): IdentityPair => {
    const opening = stored?.[position];
    position += 1;
    const checked = checkOpening(opening, commitment);
    return checked.state === 'fits' ? checked.pair : [`(${checked.state})`, null];
  };
  return {
    ...frame,
    accesses: accesses.map(({ objectCommitments, ...entry }) => ({
      ...entry,
      objects: objectCommitments.map(open),
    })),
    // The opening of a named patient without an id was not written by a gateway, even if it fits.
    patients: patientCommitments.map((commitment) => open(commitment)[0] ?? '(changed)'),
  };
}

/** The state of the opening of each commitment of a leaf, in order, and `changed` for each surplus opening. */
export function openingStates(leaf: Leaf, openings: Buffer | null): readonly OpeningState[] {
  const stored = (openings === null ? null : unpackOpenings(openings)) ?? [];
  const commitments = commitmentsOf(leaf);
  const states = commitments.map(
    (commitment, position) => checkOpening(stored[position], commitment).state,
  );
  return [...states, ...stored.slice(commitments.length).map(() => 'changed' as const)];
}

/** The positions of commitments whose openings were erased. */
export function erasedPositions(states: readonly OpeningState[]): readonly number[] {
  return states.flatMap((state, position) => (state === 'erased' ? [position] : []));
}

/**
 * A leaf whose members may be of any type: a stolen key may have signed it. `openLeaf` refuses such a leaf before it reads a
 * member; `openingStates` reports what it can.
 */
type Unchecked<Value> = { readonly [Key in keyof Value]: unknown };

/** The commitments of a leaf in the order of its openings. Members of another type hold none. */
function commitmentsOf(leaf: Leaf): readonly Commitment[] {
  if (!isCommitted(leaf)) return [];
  const { accesses, patientCommitments }: Unchecked<CommittedLeaf> = leaf;
  const objects = listOf(accesses).flatMap((entry) =>
    typeof entry === 'object' && entry !== null && 'objectCommitments' in entry
      ? listOf(entry.objectCommitments)
      : [],
  );
  return [...objects, ...listOf(patientCommitments)].map(String);
}

type CheckedOpening =
  | { readonly state: 'fits'; readonly pair: IdentityPair }
  | { readonly state: Exclude<OpeningState, 'fits'> };

function checkOpening(opening: StoredOpening | undefined, commitment: Commitment): CheckedOpening {
  if (opening === undefined) return { state: 'missing' };
  if (opening === 'erased') return { state: 'erased' };
  if (opening === 'damaged' || commitToIdentity(opening) !== commitment)
    return { state: 'changed' };
  return { state: 'fits', pair: opening.pair };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
