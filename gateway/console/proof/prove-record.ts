import { readHash } from './base64.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import type { TreeHead } from './read-checkpoint.ts';
import { leafHash, nodeHash } from './tree-hash.ts';

/** A record with what is said to prove it, as the gateway sent it. */
export interface RecordProof {
  readonly leaf: number;
  readonly json: string;
  readonly path: readonly string[];
  readonly checkpoint: string;
}

/** One step from the record up to the root. */
export interface ProofStep {
  /** On which side the hash of the path is. */
  readonly side: 'left' | 'right';
  readonly sibling: Uint8Array;
  readonly result: Uint8Array;
}

/** What came of it: every step that was taken, and whether they lead to the root of the checkpoint. */
export type ProvenRecord =
  | {
      readonly isProven: boolean;
      readonly head: TreeHead;
      readonly leafHash: Uint8Array;
      readonly steps: readonly ProofStep[];
    }
  | { readonly isProven: false; readonly head: null };

/**
 * Walks from a record to the root that its checkpoint states. False for a path that leads elsewhere, is too
 * short or too long, or for a place outside the tree.
 * https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export async function proveRecord(proof: RecordProof): Promise<ProvenRecord> {
  const head = readCheckpoint(proof.checkpoint);
  const path = proof.path.map(readHash);
  if (head === null || path.includes(null)) return { isProven: false, head: null };
  const leaf = await leafHash(proof.json);
  const steps: ProofStep[] = [];
  let node = leaf;
  let position = proof.leaf;
  let last = head.size - 1;
  let isFit = Number.isInteger(position) && position >= 0 && position <= last;
  for (const sibling of path) {
    if (sibling === null || last === 0) isFit = false;
    if (sibling === null || !isFit) break;
    const side = position % 2 === 1 || position === last ? 'left' : 'right';
    node = side === 'left' ? await nodeHash(sibling, node) : await nodeHash(node, sibling);
    steps.push({ side, sibling, result: node });
    if (side === 'left')
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, half(last)];
    [position, last] = [half(position), half(last)];
  }
  const isProven = isFit && last === 0 && isSame(node, head.root);
  return { isProven, head, leafHash: leaf, steps };
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
