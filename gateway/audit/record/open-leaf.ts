import { commitToIdentity, type Commitment } from './identity-commitment.ts';
import { unpackOpenings, type StoredOpening } from './identity-openings.ts';
import { isOfLeafForm } from './leaf-form.ts';
import { isCommitted, type CommittedLeaf, type Leaf, type PlainLeaf } from './parse-leaf.ts';
import type { IdentityPair } from './record.ts';

/** Whether a stored opening fits its commitment. */
export type OpeningState = 'fits' | 'changed' | 'erased' | 'missing';

/**
 * A leaf with ids in place of its commitments. `openings` are the stored openings; null without openings. A patient without a
 * fitting opening is `(erased)`, `(missing)` or `(changed)`, so only proven ids are shown. Null for a leaf of another form,
 * which no gateway wrote.
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
    const state = stateOf(opening, commitment);
    return state === 'fits' && typeof opening === 'object' ? opening.pair : [`(${state})`, null];
  };
  return {
    ...frame,
    accesses: accesses.map(({ objectCommitments, ...entry }) => ({
      ...entry,
      objects: objectCommitments.map(open),
    })),
    patients: patientCommitments.map((commitment) => open(commitment)[0] ?? '(changed)'),
  };
}

/**
 * The state of the opening of each commitment of a leaf, in order, and `changed` for each surplus opening.
 */
export function openingStates(leaf: Leaf, openings: Buffer | null): readonly OpeningState[] {
  const stored = (openings === null ? null : unpackOpenings(openings)) ?? [];
  const commitments = commitmentsOf(leaf);
  const states = commitments.map((commitment, place) => stateOf(stored[place], commitment));
  return [...states, ...stored.slice(commitments.length).map(() => 'changed' as const)];
}

/** The positions of commitments whose openings were erased. */
export function erasedPositions(states: readonly OpeningState[]): readonly number[] {
  return states.flatMap((state, position) => (state === 'erased' ? [position] : []));
}

/** The commitments of a leaf in the order of its openings; none for a leaf of another form. */
function commitmentsOf(leaf: Leaf): readonly Commitment[] {
  if (!isCommitted(leaf)) return [];
  const { accesses, patientCommitments }: Loose<CommittedLeaf> = leaf;
  const objects = listOf(accesses).flatMap((entry) =>
    typeof entry === 'object' && entry !== null && 'objectCommitments' in entry
      ? listOf(entry.objectCommitments)
      : [],
  );
  return [...objects, ...listOf(patientCommitments)].map(String);
}

/** The state of one opening. */
function stateOf(opening: StoredOpening | undefined, commitment: Commitment): OpeningState {
  if (opening === undefined) return 'missing';
  if (opening === 'erased') return 'erased';
  if (opening === 'damaged') return 'changed';
  return commitToIdentity(opening) === commitment ? 'fits' : 'changed';
}

/** A stolen key may have signed a leaf of any form, so members are checked. */
type Loose<Value> = { readonly [Key in keyof Value]: unknown };

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
