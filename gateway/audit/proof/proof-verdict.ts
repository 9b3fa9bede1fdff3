/** Codes of failures of a proof. */
export type ProofFailure =
  /** The file is not a proof. */
  | 'PROOF_MALFORMED'
  /** The file differs from what the program writes: something was added, omitted or changed. */
  | 'PROOF_CHANGED'
  /** The checkpoint has no signature of the key, or of a key that the proof derives from it. */
  | 'CHECKPOINT_SIGNATURE'
  /** The checkpoint has no signature. */
  | 'UNSIGNED'
  /** A checkpoint is signed with a key that was retired or not yet enrolled. */
  | 'KEY_NOT_VALID_AT_SIZE'
  /** The checkpoint is of another ledger than the key. */
  | 'ORIGIN_MISMATCH'
  /** The path does not lead from the leaf to the root that was signed. */
  | 'NOT_INCLUDED'
  /** A leaf is out of order, or listed twice. */
  | 'ORDER'
  /** A leaf is not canonical JSON of the ledger's format. */
  | 'NON_CANONICAL'
  /** An opening doesn't fit its commitment. */
  | 'IDENTITY_COMMITMENT'
  /** A leaf is not about the patient, or not in the period. */
  | 'NOT_CONCERNED'
  /** The ledger doesn't contain the tree of the proof. */
  | 'LEDGER_MISMATCH'
  /** The ledger has a leaf about the patient that the proof omits. */
  | 'LEAF_OMITTED';

/** A finding, and the index of its leaf; null for the whole file. */
export interface ProofFinding {
  /** `NOTHING_PROVEN`: the proof has no leaf. A proof cannot show that the ledger has none. */
  readonly code: ProofFailure | 'NOTHING_PROVEN';
  readonly leaf: number | null;
  readonly text: string;
}

/** The result of verifying a proof, and its limits. */
export interface ProofVerdict {
  readonly result: 'PASS' | 'FAIL' | 'INCOMPLETE';
  /** At most 100. */
  readonly findings: readonly ProofFinding[];
  /** All findings, also those that are not listed. */
  readonly findingCount: number;
  readonly patient: string | null;
  /** ISO 8601, UTC; null for no limit. */
  readonly since: string | null;
  readonly until: string | null;
  /** Leaves in the proof. */
  readonly leaves: number;
  readonly origin: string | null;
  /** Leaves in the ledger when the proof was created. */
  readonly size: number;
  /** Hex. */
  readonly root: string | null;
  readonly key: { readonly vkey: string; readonly source: 'pinned' | 'in the proof' } | null;
  /** The key that signed the checkpoint according to the proof: `key`, or a key that the proof derives from it. */
  readonly signer: string | null;
  /** What the verdict cannot exclude. */
  readonly caveats: readonly string[];
}
