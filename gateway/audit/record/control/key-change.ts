import { parseLeaf } from '../parse-leaf.ts';
import { readVerifier, type NoteVerifier } from '../../tree/signed-note.ts';

/** Part of every leaf that enrolls or retires a key: canonical JSON writes it in one way only. */
export const KEY_CHANGE_MARKER = '"kind":"log.key.';

/** The enrollment or retirement of a key. */
export interface KeyChange {
  readonly kind: 'enrolled' | 'retired';
  readonly vkey: string;
}

/** Reads the key change of a leaf; null for any other leaf. */
export function keyChange(bytes: Buffer): KeyChange | null {
  const leaf = bytes.includes(KEY_CHANGE_MARKER) ? parseLeaf(bytes) : null;
  const vkey = leaf?.details?.['key'];
  if (typeof vkey !== 'string') return null;
  if (leaf?.kind === 'log.key.enrolled') return { kind: 'enrolled', vkey };
  return leaf?.kind === 'log.key.retired' ? { kind: 'retired', vkey } : null;
}

/** The key that a leaf enrolls; null for any other leaf. */
export function enrolledKey(bytes: Buffer): NoteVerifier | null {
  const change = keyChange(bytes);
  return change?.kind === 'enrolled' ? readVerifier(change.vkey) : null;
}
