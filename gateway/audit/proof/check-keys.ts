import { parseLeaf } from '../record/parse-leaf.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { isLaterOrigin } from '../tree/origin.ts';
import type { NoteVerifier } from '../tree/signed-note.ts';
import { createKeyring, type Keyring } from '../chain/keyring.ts';
import { isProven } from './is-proven.ts';
import { keyChange } from '../record/control/key-change.ts';
import type { KeyLeaf, Proof } from './proof-file.ts';
import type { ProofFinding } from './proof-verdict.ts';

/** The keys that a proof shows to be the ledger's, and what is wrong with how it does. */
export interface CheckedKeys {
  readonly keyring: Keyring;
  /** What the ledger is called where they end: as the known key is, or as a later incarnation of it. */
  readonly origin: string;
  readonly findings: readonly ProofFinding[];
}

/**
 * Follows the keys of a ledger from one that is known: a key is one of its own from where a checkpoint ends that
 * a known key has signed and whose tree holds the leaf which enrols it, and no more from where one retires it.
 * From the ledger's first key on everything must hold; what other keys have signed before or beside a later
 * one says nothing. Where the ledger was resumed after a restore, a known key goes on under the later name.
 */
export function checkKeys({ keys }: Pick<Proof, 'keys'>, known: NoteVerifier): CheckedKeys {
  const keyring = createKeyring(known);
  const [first] = keys;
  const isFirst = first?.index === 0 && keyChange(Buffer.from(first.leaf))?.vkey === known.vkey;
  let last = -1;
  let origin = known.name;
  const findings = keys.flatMap((key): ProofFinding[] => {
    const name = readCheckpoint(key.checkpoint)?.checkpoint.origin ?? '';
    // Of before the ledger was called as the known key is: it says nothing about it.
    if (origin === known.name && isLaterOrigin(origin, name)) return [];
    const isInOrder = key.index > last;
    last = Math.max(last, key.index);
    const finding = isInOrder
      ? takeKey(key, origin, keyring)
      : found(key, 'ORDER', `Record ${key.index} stands out of order, or twice.`);
    if (finding === null) {
      origin = name;
      return [];
    }
    const isForeign = finding.code === 'CHECKPOINT_SIGNATURE' && !isFirst;
    return isForeign ? [] : [finding];
  });
  return { keyring, origin, findings };
}

/** Takes a key in or out; what is wrong where it may not. */
function takeKey(key: KeyLeaf, origin: string, keyring: Keyring): ProofFinding | null {
  const { index } = key;
  const read = readCheckpoint(key.checkpoint);
  const names = { from: origin, to: read?.checkpoint.origin ?? '' };
  const isRenamed = isLaterOrigin(names.to, origin);
  if (read === null || (names.to !== origin && !isRenamed)) {
    return found(key, 'ORIGIN_MISMATCH', `Record ${index} is of another ledger.`);
  }
  const signature = isRenamed
    ? keyring.judgeAs(read.note, index, names)
    : keyring.judge(read.note, index, null);
  if (signature === 'unknown') {
    const text = `No key that is known by then has signed record ${index}, which is about a key.`;
    return found(key, 'CHECKPOINT_SIGNATURE', text);
  }
  if (signature !== 'valid') {
    const text = `The key that signed record ${index}, which is about a key, was not valid then.`;
    return found(key, 'KEY_NOT_VALID_AT_SIZE', text);
  }
  const bytes = Buffer.from(key.leaf);
  const { size } = read.checkpoint;
  if (!isProven(key, bytes, read.checkpoint)) {
    return found(key, 'NOT_INCLUDED', `Record ${index} is not in the ledger as it stands here.`);
  }
  if (parseLeaf(bytes) === null) {
    return found(key, 'NON_CANONICAL', `Record ${index} is not canonical JSON.`);
  }
  const change = keyChange(bytes);
  if (change === null) return found(key, 'NOT_CONCERNED', `Record ${index} is about no key.`);
  if (isRenamed) keyring.rename(read.note, index, names);
  if (change.kind === 'enrolled') keyring.add(change.vkey, 'enrolled in the ledger', size);
  else keyring.retire(change.vkey, size);
  return null;
}

function found({ index }: KeyLeaf, code: ProofFinding['code'], text: string): ProofFinding {
  return { code, leaf: index, text };
}
