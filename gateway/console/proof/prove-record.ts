import { auditPathSteps, type PathStep } from '../../audit/tlog/audit-path.ts';
import {
  parseCheckpoint,
  parseHash,
  type ParsedCheckpoint,
} from '../../audit/tlog/parse-checkpoint.ts';

/** A record with its proof, as the gateway sent it. */
export interface RecordProof {
  readonly leaf: number;
  readonly json: string;
  /** The audit path: Base64 hashes from the leaf up. */
  readonly path: readonly string[];
  readonly checkpoint: string;
}

/** One step from the record up to the root. */
export interface ProofStep {
  /** Where the sibling stands. */
  readonly side: PathStep['side'];
  readonly sibling: Uint8Array;
  readonly result: Uint8Array;
}

/** The result of a proof, with every step that was hashed. */
export type ProvenRecord =
  | {
      readonly isProven: boolean;
      readonly head: ParsedCheckpoint;
      readonly leafHash: Uint8Array;
      readonly steps: readonly ProofStep[];
    }
  | { readonly isProven: false; readonly head: null };

/**
 * Hashes from a record up to the root in its checkpoint. Not proven if the path is malformed, has another length than
 * the record's place demands, or leads to another root.
 * https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export async function proveRecord(proof: RecordProof): Promise<ProvenRecord> {
  const head = parseCheckpoint(proof.checkpoint);
  const path = proof.path.map(parseHash).filter((hash) => hash !== null);
  if (head === null || path.length < proof.path.length) return { isProven: false, head: null };
  const leafHash = await sha256(LEAF, new TextEncoder().encode(proof.json));
  // Null for a leaf that a tree of this size does not have.
  const places = auditPathSteps(proof.leaf, head.size);
  const steps: ProofStep[] = [];
  let node = leafHash;
  for (const [at, { side }] of (places ?? []).entries()) {
    const sibling = path[at];
    if (sibling === undefined) break;
    node = await (side === 'left' ? sha256(NODE, sibling, node) : sha256(NODE, node, sibling));
    steps.push({ side, sibling, result: node });
  }
  const isProven = places?.length === path.length && isSame(node, head.root);
  return { isProven, head, leafHash, steps };
}

/** Prefixes keep an inner node from passing as a leaf. https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
