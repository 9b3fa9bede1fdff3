import { SALT_BYTES, type IdentityOpening } from './identity-commitment.ts';
import { parseCanonical } from './canonical/parse-canonical.ts';
import type { IdentityPair } from './record.ts';

/** An opening as it lies there: whether it fits is for its commitment to say. */
export type StoredOpening = IdentityOpening | 'erased' | 'damaged';

const LENGTH_BYTES = 2;
const MAX_TEXT_BYTES = 0xff_ff;
const ERASED = Buffer.alloc(LENGTH_BYTES);

/**
 * One opening packed: length of the text in two bytes, big-endian, salt, text (the pair in canonical JSON).
 * The openings of a leaf are packed one after the other, in the order of its commitments. Throws a
 * `RangeError` for ids that are too long.
 */
export function packOpening(salt: Buffer, text: Buffer): Buffer {
  if (text.length > MAX_TEXT_BYTES) throw new RangeError('An id exceeds what an opening holds.');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, salt, text]);
}

/** The openings of one leaf, or null where the lengths don't add up. An erased one leaves a length of zero. */
export function unpackOpenings(packed: Buffer): StoredOpening[] | null {
  return splitOpenings(packed)?.map(parseOpening) ?? null;
}

/** The openings of one leaf without these. Throws a `RangeError` where the lengths don't add up. */
export function clearOpenings(packed: Buffer, positions: ReadonlySet<number>): Buffer {
  const items = splitOpenings(packed);
  if (items === null) throw new RangeError('The openings of a record are damaged.');
  return Buffer.concat(items.map((item, position) => (positions.has(position) ? ERASED : item)));
}

function splitOpenings(packed: Buffer): Buffer[] | null {
  const items = [];
  let at = 0;
  while (at + LENGTH_BYTES <= packed.length) {
    const length = packed.readUInt16BE(at);
    const end = at + LENGTH_BYTES + (length === 0 ? 0 : SALT_BYTES + length);
    if (end > packed.length) return null;
    items.push(packed.subarray(at, end));
    at = end;
  }
  return at === packed.length ? items : null;
}

function parseOpening(item: Buffer): StoredOpening {
  if (item.length === LENGTH_BYTES) return 'erased';
  const salt = item.subarray(LENGTH_BYTES, LENGTH_BYTES + SALT_BYTES);
  const pair: unknown = parseCanonical(item.subarray(LENGTH_BYTES + SALT_BYTES));
  return isPair(pair) ? { salt, pair } : 'damaged';
}

function isPair(value: unknown): value is IdentityPair {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((id) => id === null || typeof id === 'string')
  );
}
