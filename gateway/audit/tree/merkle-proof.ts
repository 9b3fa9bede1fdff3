import { auditPathSteps } from '../tlog/audit-path.ts';
import { isTreeHash, nodeHash } from './merkle-tree.ts';

/** A leaf hash and where in which tree it is said to be. */
export interface InclusionClaim {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

/**
 * True where the path leads from the leaf to the root. False for hashes of another length than the tree's, and
 * for numbers that are no index or size. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export function isIncluded(claim: InclusionClaim, proof: readonly Buffer[]): boolean {
  return createInclusion(claim)(claim, proof);
}

/**
 * The same for many leaves of one tree: where a path comes to a node from which an earlier one has led to the
 * root, it does so too, and the rest of it is not hashed again.
 */
export function createInclusion({
  size,
  root,
}: Pick<InclusionClaim, 'size' | 'root'>): (
  claim: Pick<InclusionClaim, 'leaf' | 'index'>,
  proof: readonly Buffer[],
) => boolean {
  const leading = new Map<number, Buffer>();
  return ({ leaf, index }, proof) => {
    const steps = size > LEVEL ? null : auditPathSteps(index, size);
    if (steps === null || steps.length !== proof.length) return false;
    if (![leaf, root, ...proof].every(isTreeHash)) return false;
    const met: (readonly [place: number, node: Buffer])[] = [];
    let node = leaf;
    let isLeading = false;
    for (const [at, { level, position, side }] of steps.entries()) {
      const sibling = proof[at];
      if (sibling === undefined) return false;
      const place = level * LEVEL + position;
      isLeading = leading.get(place)?.equals(node) === true;
      if (isLeading) break;
      met.push([place, node]);
      node = side === 'left' ? nodeHash(sibling, node) : nodeHash(node, sibling);
    }
    isLeading ||= node.equals(root);
    if (isLeading) for (const [place, hash] of met) leading.set(place, hash);
    return isLeading;
  };
}

/** More than a tree has leaves, and few enough for a number of level and position. */
const LEVEL = 2 ** 45;

/** Two heads of one tree, the older first. */
export interface ConsistencyClaim {
  readonly size: number;
  readonly root: Buffer;
  readonly laterSize: number;
  readonly laterRoot: Buffer;
}

/**
 * True where the later tree begins with the older one, which holds at least one leaf. False for hashes of another
 * length than the tree's. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.2
 */
export function isConsistent(claim: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  const { size, root, laterSize, laterRoot } = claim;
  if (!isCount(size) || !isCount(laterSize) || size < 1 || size > laterSize) return false;
  // Nothing is hashed here: what parsed the two heads has checked their form.
  if (size === laterSize) return proof.length === 0 && root.equals(laterRoot);
  if (![root, laterRoot, ...proof].every(isTreeHash)) return false;

  let position = size - 1;
  let last = laterSize - 1;
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  // A perfect older tree is a node of the later one, so the proof leaves its root out.
  const path = position === 0 ? [root, ...proof] : [...proof];
  const start = path.shift();
  if (start === undefined) return false;
  let older = start;
  let later = start;
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      older = nodeHash(sibling, older);
      later = nodeHash(sibling, later);
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, half(last)];
    } else {
      later = nodeHash(later, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && older.equals(root) && later.equals(laterRoot);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
