import { hash } from 'node:crypto';
import { writeCanonical } from '../record/canonical-json.ts';

/** What a proof is asked to show: what the ledger holds about one patient. */
export interface ProofSubject {
  readonly patient: string;
  /** UTC ms since 1970, both inclusive; null for no limit. */
  readonly since: number | null;
  readonly until: number | null;
}

/** A leaf, and what shows that it is in a tree. */
export interface IncludedLeaf {
  readonly index: number;
  /** Its bytes, which are UTF-8. */
  readonly leaf: string;
  /** Its audit path from the leaf up, each hash in base64. https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1 */
  readonly path: readonly string[];
}

/** A leaf of the ledger as the proof's checkpoint closes it. */
export interface ProvenLeaf extends IncludedLeaf {
  /**
   * What opens the patient's own entries in a leaf that commits to ids, in base64, packed as `packOpening`
   * does with a length of zero for everybody else's; null for a leaf that names patients itself.
   */
  readonly openings: string | null;
}

/** A leaf that enrols or retires a key. */
export interface KeyLeaf extends IncludedLeaf {
  /** The signed note that its batch is closed with, which its path leads to. */
  readonly checkpoint: string;
}

/** Everything that a proof file says beside its own constants. */
export interface Proof extends ProofSubject {
  /** `name+key id+key` of whoever signed the checkpoint. */
  readonly publicKey: string;
  /** The signed note that the paths lead to. */
  readonly checkpoint: string;
  /** How that key came to be the ledger's, from its first key on; in the order of the ledger. */
  readonly keys: readonly KeyLeaf[];
  /** In the order of the ledger. */
  readonly leaves: readonly ProvenLeaf[];
}

/** The format that this code writes and reads. */
export const PROOF_FORMAT = 'phi-gateway/proof/v1';

/** Whether a proof names other patients too, as leaves do whose ids are not committed. */
export function namesOthers({ leaves }: Pick<Proof, 'leaves'>): boolean {
  return leaves.some(({ leaf }) => /"objects":\[\[|"patients":\["/.test(leaf));
}

/** What whoever opens the file has to know, in every file. */
function statementsOf(proof: Pick<Proof, 'leaves'>): readonly string[] {
  return [
    'Each leaf is in the ledger that the checkpoint is of: the SHA-256 of a zero byte and its text leads by its path to the root in the checkpoint (RFC 6962, 2.1), which the public key has signed (C2SP signed-note).',
    'A key is one of the ledger from where a checkpoint ends that an earlier one has signed and whose tree holds the leaf in keys that enrols it, and no more from where one retires it. The leaf with index 0 enrols the first.',
    namesOthers(proof)
      ? 'The leaves name other patients too, wherever one answer released the records of several: their identity is not committed but written out. This file is health information about all of them.'
      : 'The leaves name no patient. The openings show which entries are about this one, and nothing of anybody else.',
    'That no leaf about the patient is missing here takes the ledger or an export of it to show: phi-gateway audit verify --proof FILE --db LEDGER',
  ];
}

/**
 * The one text of a proof: canonical JSON with a digest of all of it, so that whatever happens to a file on
 * its way is noticed. The digest needs no key: against somebody who means it stand the signature and paths.
 */
export function writeProof({
  patient,
  since,
  until,
  publicKey,
  checkpoint,
  keys,
  leaves,
}: Proof): string {
  const content = {
    _t: PROOF_FORMAT,
    patient,
    since,
    until,
    publicKey,
    checkpoint,
    keys: keys.map(({ index, leaf, path, checkpoint: note }) => ({
      index,
      leaf,
      path,
      checkpoint: note,
    })),
    leaves: leaves.map(({ index, leaf, path, openings }) => ({ index, leaf, path, openings })),
    statements: statementsOf({ leaves }),
  };
  const digest = hash('sha256', writeCanonical(content), 'hex');
  return `${writeCanonical({ ...content, digest })}\n`;
}
