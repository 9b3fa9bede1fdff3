import { hash } from 'node:crypto';
import { writeCanonical } from '../record/canonical/canonical-json.ts';
import { isOfLeafForm } from '../record/leaf-form.ts';
import { isCommitted, parseLeaf } from '../record/parse-leaf.ts';

/** The subject of a proof: the records about one patient in a period. */
export interface ProofSubject {
  readonly patient: string;
  /** UTC ms since 1970, both inclusive; null for no limit. */
  readonly since: number | null;
  readonly until: number | null;
}

/** A leaf, and its proof of inclusion in a tree. */
export interface IncludedLeaf {
  readonly index: number;
  /** Its bytes, which are UTF-8. */
  readonly leaf: string;
  /** Its audit path from the leaf up, each hash in base64. https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1 */
  readonly path: readonly string[];
}

/** A leaf in the tree of the proof's checkpoint. */
export interface ProvenLeaf extends IncludedLeaf {
  /**
   * The openings of the patient's entries, in base64, packed as by `packOpening`; those of other patients are erased (length
   * zero). Null for a leaf with ids.
   */
  readonly openings: string | null;
}

/** A leaf that enrolls or retires a key. */
export interface KeyLeaf extends IncludedLeaf {
  /** The signed note of its batch, to whose root its path leads. */
  readonly checkpoint: string;
}

/** The content of a proof file, without its format, statements and digest. */
export interface Proof extends ProofSubject {
  /** `name+key id+key` of the key that signed the checkpoint. */
  readonly publicKey: string;
  /** The signed note to whose root the paths of `leaves` lead. */
  readonly checkpoint: string;
  /** The chain of enrollments from the first key to that key, in the order of the ledger. */
  readonly keys: readonly KeyLeaf[];
  /** In the order of the ledger. */
  readonly leaves: readonly ProvenLeaf[];
}

/** The format that this code writes and reads. */
export const PROOF_FORMAT = 'phi-gateway/proof/v1';

/** The patients that the leaves of a proof name: none if ids are committed, the subject, or possibly others too. */
export function namedPatients({
  patient,
  leaves,
}: Pick<Proof, 'patient' | 'leaves'>): NamedPatients {
  const named = leaves.map(({ leaf }) => patientsIn(leaf));
  const mayBeOthers = (patients: readonly string[] | null) =>
    patients === null || patients.some((each) => each !== patient);
  if (named.some(mayBeOthers)) return 'others';
  return named.some((patients) => patients?.length !== 0) ? 'subject' : 'none';
}

/** Patients that are named in a proof. */
export type NamedPatients = 'none' | 'subject' | 'others';

/** The patients that a leaf names; null if the leaf is malformed. */
function patientsIn(text: string): readonly string[] | null {
  const leaf = parseLeaf(Buffer.from(text));
  if (leaf === null || !isOfLeafForm(leaf)) return null;
  if (isCommitted(leaf)) return [];
  const objects = leaf.accesses.flatMap((access) => access.objects);
  return [...leaf.patients, ...objects.flatMap(([whose]) => whose ?? [])];
}

const NAMED: Readonly<Record<NamedPatients, string>> = {
  others:
    'The leaves name other patients too, wherever one answer released the records of several: their identity is not committed but written out. This file is health information about all of them.',
  subject: 'The leaves name this patient and nobody else.',
  none: 'The leaves name no patient. The openings show which entries are about this one, and nothing of anybody else.',
};

/** Explanations in every proof file. The texts are part of the format: a verifier writes the file again and compares it. */
function statementsOf(proof: Pick<Proof, 'patient' | 'leaves'>): readonly string[] {
  return [
    'Each leaf is in the ledger that the checkpoint is of: the SHA-256 of a zero byte and its text leads by its path to the root in the checkpoint (RFC 6962, 2.1), which the public key has signed (C2SP signed-note).',
    'A key is one of the ledger from where a checkpoint ends that an earlier one has signed and whose tree holds the leaf in keys that enrols it, and no more from where one retires it. The leaf with index 0 enrols the first.',
    NAMED[namedPatients(proof)],
    'That no leaf about the patient is missing here takes the ledger or an export of it to show: phi-gateway audit verify --proof FILE --db LEDGER',
  ];
}

/**
 * The text of a proof: canonical JSON with a digest, which detects accidental changes of the file. Deliberate changes are
 * detected by the signature and the audit paths.
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
    statements: statementsOf({ patient, leaves }),
  };
  const digest = hash('sha256', writeCanonical(content), 'hex');
  return `${writeCanonical({ ...content, digest })}\n`;
}
