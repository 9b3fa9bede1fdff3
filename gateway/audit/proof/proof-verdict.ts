/** What is wrong with a proof. */
export type ProofFailure =
  /** The file holds no proof. */
  | 'PROOF_MALFORMED'
  /** The file is not as it was written: something was added, left out or written otherwise. */
  | 'PROOF_CHANGED'
  /** The checkpoint carries no signature of the key or of one that it leads to. */
  | 'CHECKPOINT_SIGNATURE'
  /** The checkpoint carries no signature. */
  | 'UNSIGNED'
  /** The checkpoint, or one that a key is enrolled with, is signed with a key that was retired or not yet enrolled. */
  | 'KEY_NOT_VALID_AT_SIZE'
  /** The checkpoint is of another ledger than the key. */
  | 'ORIGIN_MISMATCH'
  /** The path does not lead from the leaf to the root that was signed. */
  | 'NOT_INCLUDED'
  /** A leaf stands out of order, or twice. */
  | 'ORDER'
  /** A leaf is not canonical JSON of the ledger's format. */
  | 'NON_CANONICAL'
  /** What opens a leaf is not what it commits to. */
  | 'IDENTITY_COMMITMENT'
  /** A leaf is not about the patient, or not within the time. */
  | 'NOT_CONCERNED'
  /** The ledger holds another tree than the one that was proven from. */
  | 'LEDGER_MISMATCH'
  /** The ledger holds a leaf about the patient that the proof leaves out. */
  | 'LEAF_OMITTED';

/** One thing that was found, and the leaf it is about: its index, or null for the file as a whole. */
export interface ProofFinding {
  /** `NOTHING_PROVEN`: there is no leaf in it, and that there is none in the ledger no proof can show. */
  readonly code: ProofFailure | 'NOTHING_PROVEN';
  readonly leaf: number | null;
  readonly text: string;
}

/** What a verification of a proof found, and how far it can be relied on. */
export interface ProofVerdict {
  readonly result: 'PASS' | 'FAIL' | 'INCOMPLETE';
  /** At most 100. */
  readonly findings: readonly ProofFinding[];
  /** All, those beyond the hundredth included. */
  readonly findingCount: number;
  readonly patient: string | null;
  /** ISO 8601, UTC; null for no limit. */
  readonly since: string | null;
  readonly until: string | null;
  /** Leaves in the proof. */
  readonly leaves: number;
  readonly origin: string | null;
  /** Leaves in the ledger when it was made. */
  readonly size: number;
  /** Hex. */
  readonly root: string | null;
  readonly key: { readonly vkey: string; readonly source: 'pinned' | 'in the proof' } | null;
  /** The key that the proof says has signed its checkpoint: that one, or one that it leads to. */
  readonly signer: string | null;
  /** What the verdict cannot exclude. */
  readonly caveats: readonly string[];
}
