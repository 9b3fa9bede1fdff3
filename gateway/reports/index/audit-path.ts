import { nodeHash } from '../../audit/tree/merkle-tree.ts';
import type { Subtree } from './tree-nodes.ts';

/**
 * Splits the audit path of a leaf into perfect subtrees. Each step of the path, from the leaf up, is the hash of one
 * sibling subtree, which may be imperfect: the step lists the perfect subtrees that it consists of, the largest first,
 * from whose hashes `joinParts` computes it. Leaf 0 of 7: `[[1], [2–3], [4–5, 6]]`.
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
