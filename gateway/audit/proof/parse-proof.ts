import {
  PROOF_FORMAT,
  type IncludedLeaf,
  type KeyLeaf,
  type Proof,
  type ProvenLeaf,
} from './proof-file.ts';

/**
 * Parses a proof; null for a text of another format. Further members and another spelling are accepted: `verifyProof` checks
 * that the text is exactly what `writeProof` writes.
 */
export function parseProof(text: string): Proof | null {
  const proof = parseJson(text) as Record<keyof Proof | '_t', unknown> | null;
  const isProof =
    typeof proof === 'object' &&
    proof !== null &&
    proof['_t'] === PROOF_FORMAT &&
    typeof proof.patient === 'string' &&
    isTime(proof.since) &&
    isTime(proof.until) &&
    typeof proof.publicKey === 'string' &&
    typeof proof.checkpoint === 'string' &&
    Array.isArray(proof.keys) &&
    proof.keys.every((key) => isKeyLeaf(key)) &&
    Array.isArray(proof.leaves) &&
    proof.leaves.every((leaf) => isProvenLeaf(leaf));
  return isProof ? (proof as unknown as Proof) : null;
}

function isKeyLeaf(value: unknown): boolean {
  return isIncludedLeaf(value) && typeof (value as KeyLeaf).checkpoint === 'string';
}

function isProvenLeaf(value: unknown): boolean {
  if (!isIncludedLeaf(value)) return false;
  const { openings } = value as Record<keyof ProvenLeaf, unknown>;
  return openings === null || typeof openings === 'string';
}

function isIncludedLeaf(value: unknown): boolean {
  const leaf = value as Record<keyof IncludedLeaf, unknown> | null;
  return (
    typeof leaf === 'object' &&
    leaf !== null &&
    Number.isSafeInteger(leaf.index) &&
    typeof leaf.leaf === 'string' &&
    Array.isArray(leaf.path) &&
    leaf.path.every((hash) => typeof hash === 'string')
  );
}

function isTime(value: unknown): boolean {
  return value === null || Number.isSafeInteger(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
