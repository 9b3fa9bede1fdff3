import { parseLeaf } from '../record/parse-leaf.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin } from '../tree/origin.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import { createKeyring, type Keyring } from '../chain/keyring.ts';
import { isProven } from './is-proven.ts';
import { keyChange } from '../record/control/key-change.ts';
import type { KeyLeaf, Proof } from './proof-file.ts';
import type { ProofFinding } from './proof-verdict.ts';

/** The keys that a proof shows to belong to the ledger, and findings about them. */
export interface CheckedKeys {
  readonly keyring: Keyring;
  /** The origin after the last key: that of the known key, or a later epoch. */
  readonly origin: string;
  readonly findings: readonly ProofFinding[];
}

/**
 * Follows the keys of a ledger from a known key. A key is valid from the end of a checkpoint that a known key signed and whose
 * tree contains the leaf that enrolls it, until a leaf retires it. If the known key is the first key of the ledger, every
 * entry must be valid; else entries that other keys signed are ignored. A resumption after a restore begins a new epoch with a
 * later origin (`name/2`), in which a known key stays valid.
 */
export function checkKeys({ keys }: Pick<Proof, 'keys'>, known: NoteVerifier): CheckedKeys {
  const keyring = createKeyring(known);
  const [first] = keys;
  const isFirst = first?.index === 0 && keyChange(Buffer.from(first.leaf))?.vkey === known.vkey;
  let last = -1;
  let origin = known.name;
  const findings = keys.flatMap((key): ProofFinding[] => {
    const name = readCheckpoint(key.checkpoint)?.checkpoint.origin ?? '';
    // An entry of an earlier epoch than the known key is not evidence.
    if (origin === known.name && isLaterOrigin(origin, name)) return [];
    const isInOrder = key.index > last;
    last = Math.max(last, key.index);
    const finding = isInOrder
      ? takeKey(key, origin, keyring)
      : found(key, 'ORDER', `Record ${key.index} is out of order, or listed twice.`);
    if (finding === null) {
      origin = name;
      return [];
    }
    // With a later key pinned, the keys before it cannot be checked.
    const isUncheckable = finding.code === 'CHECKPOINT_SIGNATURE' && !isFirst;
    return isUncheckable ? [] : [finding];
  });
  return { keyring, origin, findings };
}

/** Enrolls or retires a key; the finding if the entry is invalid. */
function takeKey(key: KeyLeaf, origin: string, keyring: Keyring): ProofFinding | null {
  const { index } = key;
  const read = readCheckpoint(key.checkpoint);
  const origins = { from: origin, to: read?.checkpoint.origin ?? '' };
  const isNewEpoch = isLaterOrigin(origins.to, origin);
  if (read === null || (origins.to !== origin && !isNewEpoch)) {
    return found(key, 'ORIGIN_MISMATCH', `Record ${index} is of another ledger.`);
  }
  const signature = isNewEpoch
    ? keyring.judgeAs(read.note, index, origins)
    : keyring.judge(read.note, index, null);
  if (signature === 'unknown') {
    const text = `Record ${index} enrolls or retires a key, and no key that is known at that point has signed it.`;
    return found(key, 'CHECKPOINT_SIGNATURE', text);
  }
  if (signature !== 'valid') {
    const text = `Record ${index} enrolls or retires a key, and the key that signed it was not valid then.`;
    return found(key, 'KEY_NOT_VALID_AT_SIZE', text);
  }
  const bytes = Buffer.from(key.leaf);
  const { size } = read.checkpoint;
  if (!isProven(key, bytes, read.checkpoint)) {
    return found(
      key,
      'NOT_INCLUDED',
      `Record ${index} is not in the ledger as the proof states it.`,
    );
  }
  if (parseLeaf(bytes) === null) {
    return found(key, 'NON_CANONICAL', `Record ${index} is not canonical JSON.`);
  }
  const change = keyChange(bytes);
  if (change === null)
    return found(key, 'NOT_CONCERNED', `Record ${index} neither enrolls nor retires a key.`);
  if (isNewEpoch) keyring.rename(read.note, index, origins);
  if (change.kind === 'enrolled') keyring.add(change.vkey, 'enrolled in the ledger', size);
  else keyring.retire(change.vkey, size);
  return null;
}

function found({ index }: KeyLeaf, code: ProofFinding['code'], text: string): ProofFinding {
  return { code, leaf: index, text };
}
