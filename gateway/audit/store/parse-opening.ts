import { isUtf8 } from 'node:buffer';
import type { Opening } from '../record/opening.ts';

/** An invalid salt: an opening with it fits no commitment. */
const NO_SALT = 'none';

/** Parses an opening whose text was read as bytes. An opening with malformed columns fits no commitment. */
export function parseOpening(commitment: string, row: object): Opening {
  const { salt, text } = row as Record<keyof Opening, unknown>;
  const isRead = typeof salt === 'string' && Buffer.isBuffer(text) && isUtf8(text);
  return isRead
    ? { commitment, salt, text: text.toString() }
    : { commitment, salt: NO_SALT, text: '' };
}
