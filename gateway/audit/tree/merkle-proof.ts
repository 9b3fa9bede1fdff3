import { auditPathSteps } from '../tlog/audit-path.ts';
import { isTreeHash, nodeHash } from './merkle-tree.ts';

/** The claim that a tree contains a leaf hash at an index. */
export interface InclusionClaim {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

/**
 * Whether the path leads from the leaf to the root. False for hashes of another length and for invalid indexes or sizes.
 * https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export function isIncluded(claim: InclusionClaim, proof: readonly Buffer[]): boolean {
  return createInclusionCheck(claim)(claim, proof);
}

/**
 * Returns the same check for many leaves of one tree. If a path reaches a node that an earlier path has connected to the root,
 * the rest of the path is not hashed again.
 */
export function createInclusionCheck({
  size,
  root,
}: Pick<InclusionClaim, 'size' | 'root'>): (
  claim: Pick<InclusionClaim, 'leaf' | 'index'>,
  proof: readonly Buffer[],
) => boolean {
  /** Key of a node in the tree → its hash, which a path has connected to the root. */
  const connected = new Map<number, Buffer>();
  return ({ leaf, index }, proof) => {
    const steps = size > LEVEL_STRIDE ? null : auditPathSteps(index, size);
    if (steps === null || steps.length !== proof.length) return false;
    if (![leaf, root, ...proof].every(isTreeHash)) return false;
    const visited: (readonly [key: number, hash: Buffer])[] = [];
    let node = leaf;
    let isConnected = false;
    for (const [step, { level, position, side }] of steps.entries()) {
      const sibling = proof[step];
      if (sibling === undefined) return false;
      const key = level * LEVEL_STRIDE + position;
      isConnected = connected.get(key)?.equals(node) === true;
      if (isConnected) break;
      visited.push([key, node]);
      node = side === 'left' ? nodeHash(sibling, node) : nodeHash(node, sibling);
    }
    isConnected ||= node.equals(root);
    if (isConnected) for (const [key, hash] of visited) connected.set(key, hash);
    return isConnected;
  };
}

/** More leaves than any tree, and small enough that level and position fit in one safe integer. */
const LEVEL_STRIDE = 2 ** 45;

/** The claim that a later tree begins with an older tree. */
export interface ConsistencyClaim {
  readonly size: number;
  readonly root: Buffer;
  readonly laterSize: number;
  readonly laterRoot: Buffer;
}

/**
 * Whether the later tree begins with the older one, which has at least one leaf. False for hashes of another length.
 * https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.2
 */
export function isConsistent(claim: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  const { size, root, laterSize, laterRoot } = claim;
  if (!isCount(size) || !isCount(laterSize) || size < 1 || size > laterSize) return false;
  // Nothing is hashed here. The parser of the heads has checked the length of the roots.
  if (size === laterSize) return proof.length === 0 && root.equals(laterRoot);
  if (![root, laterRoot, ...proof].every(isTreeHash)) return false;

  // The variables fn, sn, fr and sr of the RFC are `position`, `last`, `older` and `later`.
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
