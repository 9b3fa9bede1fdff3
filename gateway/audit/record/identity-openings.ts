import { SALT_BYTES, type IdentityOpening } from './identity-commitment.ts';
import { parseCanonical } from './canonical/parse-canonical.ts';
import type { IdentityPair } from './record.ts';

/** The stored opening (salt and ids) of a commitment. Whether it fits the commitment is not checked. */
export type StoredOpening = IdentityOpening | 'erased' | 'damaged';

const LENGTH_BYTES = 2;
const MAX_TEXT_BYTES = 0xff_ff;
/** The length zero, and neither salt nor text. */
const ERASED = Buffer.alloc(LENGTH_BYTES);

/**
 * Packs one opening: the length of the text in two bytes, big-endian, the salt, the text (the pair as canonical JSON). The
 * openings of a leaf are concatenated in the order of its commitments. Throws a `RangeError` for ids that are too long.
 */
export function packOpening(salt: Buffer, text: Buffer): Buffer {
  if (text.length > MAX_TEXT_BYTES) throw new RangeError('An id exceeds what an opening holds.');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(text.length);
  return Buffer.concat([length, salt, text]);
}

/** The openings of one leaf; null if the lengths don't add up. An erased opening has the length zero. */
export function unpackOpenings(packed: Buffer): StoredOpening[] | null {
  return splitOpenings(packed)?.map(parseOpening) ?? null;
}

/** The openings of one leaf, those at these positions erased. Throws a `RangeError` if the lengths don't add up. */
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
