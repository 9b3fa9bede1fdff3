import { StartError } from '../../platform/errors.ts';
import { isCommitted, parseLeaf } from '../record/parse-leaf.ts';
import type { ReadableLocation } from '../store/ledger-location.ts';
import { readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import { isSameLedger } from '../tree/origin.ts';
import { isSignedBy, readVerifier, type NoteVerifier } from '../tree/signed-note.ts';
import { checkKeys, type CheckedKeys } from './check-keys.ts';
import { compareWithLedger } from './compare-with-ledger.ts';
import { createLeafSelection } from './select-leaves.ts';
import { isProven } from './is-proven.ts';
import { isOpenable } from './patient-openings.ts';
import { parseProof } from './parse-proof.ts';
import { writeProof, type Proof, type ProvenLeaf } from './proof-file.ts';
import type { ProofFinding, ProofVerdict } from './proof-verdict.ts';

/** A proof, and what is known about its ledger from other sources. */
export interface VerifyProofOptions {
  /** Content of the proof file. */
  readonly text: string;
  /** The pinned `name+key id+key` of the ledger; null trusts the key that the proof names. */
  readonly publicKey: string | null;
  /** The ledger or an export of it, to check that no leaf is omitted; null without one. */
  readonly location: ReadableLocation | null;
}

type ReadCheckpoint = NonNullable<ReturnType<typeof readCheckpoint>>;

const MAX_LISTED = 100;
/** The latest time that a `Date` can hold, ms. */
const MAX_TIME = 8_640_000_000_000_000;

/**
 * Verifies a proof: the file is unchanged, the key or a key derived from it signed the checkpoint, and each leaf is in that
 * tree and about the patient. With a ledger, also that no leaf is omitted. Throws a `StartError` if the pinned key is malformed
 * or the ledger can't be read.
 */
export async function verifyProof(options: VerifyProofOptions): Promise<ProofVerdict> {
  const { text, publicKey, location } = options;
  const pinned = readPinned(publicKey);
  const proof = parseProof(text);
  if (proof === null) return malformed('The file is not a proof.', pinned);
  const read = readCheckpoint(proof.checkpoint);
  const key = pinned ?? readVerifier(proof.publicKey);
  if (read === null) return malformed('The checkpoint in the proof is malformed.', pinned);
  if (key === null) return malformed('The public key in the proof is malformed.', pinned);

  const keys = checkKeys(proof, key);
  const findings = [
    ...checkFile(proof, text),
    // If the proof is of another ledger than the key, none of its keys counts.
    ...(isSameLedger(read.checkpoint.origin, key.name) ? keys.findings : []),
    ...checkSignature(proof, read, keys),
    ...checkLeaves(proof, read.checkpoint),
    ...(location === null ? [] : await compareWithLedger(proof, read.checkpoint, location)),
  ];
  const isFailed = findings.some(({ code }) => code !== 'NOTHING_PROVEN');
  return {
    result: isFailed ? 'FAIL' : findings.length > 0 ? 'INCOMPLETE' : 'PASS',
    findings: findings.slice(0, MAX_LISTED),
    findingCount: findings.length,
    patient: proof.patient,
    since: isoOf(proof.since),
    until: isoOf(proof.until),
    leaves: proof.leaves.length,
    origin: read.checkpoint.origin,
    size: read.checkpoint.size,
    root: read.checkpoint.root.toString('hex'),
    key: { vkey: key.vkey, source: pinned === null ? 'in the proof' : 'pinned' },
    signer: proof.publicKey,
    caveats: caveats(read.checkpoint, pinned !== null, location !== null),
  };
}

function readPinned(publicKey: string | null): NoteVerifier | null {
  if (publicKey === null) return null;
  const pinned = readVerifier(publicKey);
  if (pinned !== null) return pinned;
  throw new StartError(['The public key is not of the form name+key id+key.']);
}

/** The verdict on a file of which nothing can be verified. */
function malformed(text: string, pinned: NoteVerifier | null): ProofVerdict {
  return {
    result: 'FAIL',
    findings: [{ code: 'PROOF_MALFORMED', leaf: null, text }],
    findingCount: 1,
    patient: null,
    since: null,
    until: null,
    leaves: 0,
    origin: null,
    size: 0,
    root: null,
    key: pinned && { vkey: pinned.vkey, source: 'pinned' },
    signer: null,
    caveats: [],
  };
}

function checkFile(proof: Proof, text: string): ProofFinding[] {
  if (isAsWritten(proof, text)) return [];
  return ofFile('PROOF_CHANGED', 'The file is not as it was written: something in it was changed.');
}

function isAsWritten(proof: Proof, text: string): boolean {
  try {
    return writeProof(proof) === text;
  } catch (error) {
    // A text without a canonical form, such as one with a lone surrogate, was not written by `writeProof`.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function checkSignature(
  { publicKey }: Proof,
  { note, checkpoint }: ReadCheckpoint,
  keys: CheckedKeys,
): ProofFinding[] {
  const { origin, size } = checkpoint;
  if (origin !== keys.origin) {
    return ofFile('ORIGIN_MISMATCH', `The proof is of ${origin}, the key of ${keys.origin}.`);
  }
  if (note.signatures.length === 0)
    return ofFile('UNSIGNED', 'The checkpoint carries no signature.');
  const signature = keys.keyring.judge(note, Math.max(size - 1, 0), null);
  if (signature === 'unknown') {
    const text =
      'The checkpoint is signed neither with the key nor with a key that the proof derives from it.';
    return ofFile('CHECKPOINT_SIGNATURE', text);
  }
  if (signature !== 'valid') {
    const text = 'The checkpoint is signed with a key that was not valid then.';
    return ofFile('KEY_NOT_VALID_AT_SIZE', text);
  }
  const stated = readVerifier(publicKey);
  return stated !== null && isSignedBy(note, stated)
    ? []
    : ofFile('CHECKPOINT_SIGNATURE', 'The proof names another key than the one that signed it.');
}

function ofFile(code: ProofFinding['code'], text: string): ProofFinding[] {
  return [{ code, leaf: null, text }];
}

function checkLeaves(proof: Proof, checkpoint: Checkpoint): ProofFinding[] {
  if (proof.leaves.length === 0) {
    const text = 'The proof has no leaf. It cannot show that the ledger has none.';
    return ofFile('NOTHING_PROVEN', text);
  }
  const selection = createLeafSelection(proof);
  let last = -1;
  return proof.leaves.flatMap((proven) => {
    const { index } = proven;
    const isInOrder = index > last;
    last = Math.max(last, index);
    const bytes = Buffer.from(proven.leaf);
    const openings = proven.openings === null ? null : Buffer.from(proven.openings, 'base64');
    const isSelected = selection.includes(bytes, index, openings);
    const found = (code: ProofFinding['code'], text: string) => [{ code, leaf: index, text }];
    if (!isInOrder) return found('ORDER', `Record ${index} is out of order, or listed twice.`);
    if (!isProven(proven, bytes, checkpoint)) {
      return found('NOT_INCLUDED', `Record ${index} is not in the ledger as the proof states it.`);
    }
    if (parseLeaf(bytes) === null) {
      return found('NON_CANONICAL', `Record ${index} is not canonical JSON.`);
    }
    if (!hasFittingOpenings(proven, bytes, openings)) {
      return found(
        'IDENTITY_COMMITMENT',
        `An opening of record ${index} does not fit its commitment.`,
      );
    }
    return isSelected
      ? []
      : found('NOT_CONCERNED', `Record ${index} is not about the patient, or not in the period.`);
  });
}

/**
 * Whether the openings of a leaf, the ids that it commits to, fit its commitments and are in canonical base64. A leaf that
 * contains ids instead must have none.
 */
function hasFittingOpenings(proven: ProvenLeaf, bytes: Buffer, openings: Buffer | null): boolean {
  const leaf = parseLeaf(bytes);
  const isExact = (openings?.toString('base64') ?? null) === proven.openings;
  const isCommitting = leaf !== null && isCommitted(leaf);
  return isExact && isCommitting === (openings !== null) && isOpenable(bytes, openings);
}

function isoOf(time: number | null): string | null {
  return time === null || Math.abs(time) > MAX_TIME ? null : new Date(time).toISOString();
}

function caveats({ size }: Checkpoint, isPinned: boolean, isCompared: boolean): string[] {
  return [
    ...(isPinned
      ? []
      : [
          'The key was taken from the proof itself: a proof made with another key is not excluded.',
        ]),
    ...(isCompared
      ? []
      : [
          'Records about the patient may have been omitted: only the ledger or an export of it shows that (--db).',
        ]),
    `Records from ${size} on, written after the proof was made, are not covered.`,
    'A holder of a signing key of the ledger, also of a retired one, could have made another ledger: compare its checkpoints with remembered ones.',
  ];
}
