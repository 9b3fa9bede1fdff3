import { nodeHash } from './merkle-tree.ts';

/** A leaf hash and where in which tree it is said to be. */
export interface InclusionClaim {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

/** True where the path leads from the leaf to the root. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2 */
export function isIncluded(claim: InclusionClaim, proof: readonly Buffer[]): boolean {
  if (!Number.isInteger(claim.index) || claim.index < 0 || claim.index >= claim.size) return false;
  let position = claim.index;
  let last = claim.size - 1;
  let node = claim.leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = nodeHash(sibling, node);
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, half(last)];
    } else {
      node = nodeHash(node, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && node.equals(claim.root);
}

/** Two heads of one tree, the older first. */
export interface ConsistencyClaim {
  readonly size: number;
  readonly root: Buffer;
  readonly laterSize: number;
  readonly laterRoot: Buffer;
}

/** True where the later tree begins with the older one. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.2 */
export function isConsistent(claim: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  const { size, root, laterSize, laterRoot } = claim;
  if (size < 1 || size > laterSize) return false;
  if (size === laterSize) return proof.length === 0 && root.equals(laterRoot);

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

function half(value: number): number {
  return Math.floor(value / 2);
}
