import { commitToIdentity, type Commitment } from './identity-commitment.ts';
import { unpackOpenings, type StoredOpening } from './identity-openings.ts';
import { isOfLeafForm } from './leaf-form.ts';
import { isCommitted, type CommittedLeaf, type Leaf, type PlainLeaf } from './parse-leaf.ts';
import type { IdentityPair } from './record.ts';

/** What an opening that lies beside the tree is to its commitment. */
export type OpeningState = 'fits' | 'changed' | 'erased' | 'missing';

/**
 * A leaf with the ids that its commitments stand for. `openings` is what lies beside the tree for it, null
 * for nothing. In the place of a patient whose opening is not there or doesn't fit stands `(erased)`,
 * `(missing)` or `(changed)`: nothing that isn't proven is repeated. Null for a leaf that is not of our form:
 * no gateway wrote it.
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
 * What lies beside the tree for each commitment of a leaf, in their order; and `changed` for whatever lies
 * there beyond those.
 */
export function openingStates(leaf: Leaf, openings: Buffer | null): readonly OpeningState[] {
  const stored = (openings === null ? null : unpackOpenings(openings)) ?? [];
  const commitments = commitmentsOf(leaf);
  const states = commitments.map((commitment, place) => stateOf(stored[place], commitment));
  return [...states, ...stored.slice(commitments.length).map(() => 'changed' as const)];
}

/** The places of commitments whose openings were taken away. */
export function erasedPositions(states: readonly OpeningState[]): readonly number[] {
  return states.flatMap((state, position) => (state === 'erased' ? [position] : []));
}

/** The commitments of a leaf in the order of its openings; none where it is not the leaf it should be. */
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

/** What this opening is to this commitment. */
function stateOf(opening: StoredOpening | undefined, commitment: Commitment): OpeningState {
  if (opening === undefined) return 'missing';
  if (opening === 'erased') return 'erased';
  if (opening === 'damaged') return 'changed';
  return commitToIdentity(opening) === commitment ? 'fits' : 'changed';
}

/** A verified leaf may still be one that a thief of the key has signed: its shape is not taken on trust. */
type Loose<Value> = { readonly [Key in keyof Value]: unknown };

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
