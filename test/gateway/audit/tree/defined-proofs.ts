import { appendLeaves, EMPTY_TREE, treeRoot } from '../../../../gateway/audit/tree/merkle-tree.ts';

/** PATH(m, D[n]) as RFC 6962 §2.1.1 defines it. */
export function inclusionProof(leafHashes: readonly Buffer[], index: number): readonly Buffer[] {
  if (leafHashes.length <= 1) return [];
  const split = largestPowerBelow(leafHashes.length);
  const [left, right] = [leafHashes.slice(0, split), leafHashes.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - split), rootOf(left)];
}

/** PROOF(m, D[n]) as RFC 6962 §2.1.2 defines it. */
export function consistencyProof(leafHashes: readonly Buffer[], size: number): readonly Buffer[] {
  return subproof(leafHashes, size, true);
}

function subproof(leafHashes: readonly Buffer[], size: number, isWhole: boolean): Buffer[] {
  if (size === leafHashes.length) return isWhole ? [] : [rootOf(leafHashes)];
  const split = largestPowerBelow(leafHashes.length);
  const [left, right] = [leafHashes.slice(0, split), leafHashes.slice(split)];
  return size <= split
    ? [...subproof(left, size, isWhole), rootOf(right)]
    : [...subproof(right, size - split, false), rootOf(left)];
}

function rootOf(leafHashes: readonly Buffer[]): Buffer {
  return treeRoot(appendLeaves(EMPTY_TREE, leafHashes));
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
