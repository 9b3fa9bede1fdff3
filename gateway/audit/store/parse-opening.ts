import { isUtf8 } from 'node:buffer';
import type { Opening } from '../record/opening.ts';

/** What no salt is: an opening that has it fits no commitment. */
const NO_SALT = 'none';

/** An opening as it was read, its text in bytes. Where a column holds something else, it fits no commitment. */
export function parseOpening(commitment: string, row: object): Opening {
  const { salt, text } = row as Record<keyof Opening, unknown>;
  const isRead = typeof salt === 'string' && Buffer.isBuffer(text) && isUtf8(text);
  return isRead
    ? { commitment, salt, text: text.toString() }
    : { commitment, salt: NO_SALT, text: '' };
}
