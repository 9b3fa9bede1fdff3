import { nodeHash } from '../../audit/tree/merkle-tree.ts';
import type { Subtree } from './tree-nodes.ts';

/**
 * Splits the audit path of a leaf into perfect subtrees, from the leaf up. Each step lists the subtrees, the largest
 * first, from whose hashes `joinParts` computes the hash at that step of the path.
 * https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function pathParts(index: number, size: number): readonly (readonly Subtree[])[] {
  const steps: (readonly Subtree[])[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      steps.push(perfectParts(middle, to));
      to = middle;
    } else {
      steps.push(perfectParts(from, middle));
      from = middle;
    }
  }
  return steps.toReversed();
}

/** Computes the hash over adjacent perfect subtrees, given with the largest first; null for an empty list. */
export function joinParts(hashes: readonly Buffer[]): Buffer | null {
  return hashes.reduceRight<Buffer | null>(
    (right, left) => (right === null ? left : nodeHash(left, right)),
    null,
  );
}

function perfectParts(from: number, to: number): Subtree[] {
  const parts: Subtree[] = [];
  for (let at = from; at < to;) {
    const level = Math.floor(Math.log2(to - at));
    parts.push({ level, position: at / 2 ** level });
    at += 2 ** level;
  }
  return parts;
}

function largestPowerBelow(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}
