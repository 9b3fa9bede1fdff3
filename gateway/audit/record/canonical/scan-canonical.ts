/**
 * The end of the canonical value that begins at `at`, or `NOT_CANONICAL` if the bytes are not what `writeCanonical` writes: ascending
 * unique names, safe integers as printed, the shortest escapes, no white space. Creates no value. The caller has checked that
 * the bytes are UTF-8, which excludes lone surrogates. Throws a `RangeError` for very deep nesting.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function scanValue(bytes: Uint8Array, at: number): number {
  switch (byteAt(bytes, at)) {
    case QUOTE:
      return scanString(bytes, at);
    case OPEN_BRACE:
      return scanObject(bytes, at, null);
    case OPEN_BRACKET:
      return scanArray(bytes, at);
    case TRUE[0]:
      return scanWord(bytes, at, TRUE);
    case FALSE[0]:
      return scanWord(bytes, at, FALSE);
    case NULL[0]:
      return scanWord(bytes, at, NULL);
    default:
      return scanInteger(bytes, at);
  }
}

/**
 * The same for an object. Adds `OFFSETS_PER_MEMBER` offsets to `members` for each member: start and end of its name, without
 * quotes, and start and end of its value.
 */
export function scanObject(bytes: Uint8Array, start: number, members: number[] | null): number {
  if (byteAt(bytes, start) !== OPEN_BRACE) return NOT_CANONICAL;
  let at = start + 1;
  if (byteAt(bytes, at) === CLOSE_BRACE) return at + 1;
  let nameBefore: number | null = null;
  for (;;) {
    const end = byteAt(bytes, at) === QUOTE ? scanString(bytes, at) : NOT_CANONICAL;
    if (end === NOT_CANONICAL || byteAt(bytes, end) !== COLON) return NOT_CANONICAL;
    const name = at + 1;
    if (nameBefore !== null && !isBefore(bytes, nameBefore, name)) return NOT_CANONICAL;
    nameBefore = name;
    at = scanValue(bytes, end + 1);
    if (at === NOT_CANONICAL) return NOT_CANONICAL;
    members?.push(name, end - 1, end + 1, at);
    const next = byteAt(bytes, at);
    if (next === CLOSE_BRACE) return at + 1;
    if (next !== COMMA) return NOT_CANONICAL;
    at += 1;
  }
}

/** A flat list of offsets costs less than an object for each member. */
export const OFFSETS_PER_MEMBER = 4;

/** The result for bytes that are not canonical; smaller than every end. */
const NOT_CANONICAL = -1;
/** What stands for the byte after the last one. */
const NO_BYTE = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const FIRST_NON_ASCII = 0x80;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const MAX_DIGITS = 16;

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? NO_BYTE;
}

function scanWord(bytes: Uint8Array, start: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index += 1)
    if (byteAt(bytes, start + index) !== word[index]) return NOT_CANONICAL;
  return start + word.length;
}

/** Names ascend by the UTF-16 code units of their unescaped text. */
function isBefore(bytes: Uint8Array, a: number, b: number): boolean {
  for (let index = 0; ; index += 1) {
    const left = byteAt(bytes, a + index);
    const right = byteAt(bytes, b + index);
    if (!isOwnCodeUnit(left) || !isOwnCodeUnit(right))
      return readName(bytes, a) < readName(bytes, b);
    if (left === QUOTE || right === QUOTE) return left !== right && left === QUOTE;
    if (left !== right) return left < right;
  }
}

/** Whether a byte of a name is by itself a code unit of the text: neither part of an escape nor of a longer character. */
function isOwnCodeUnit(byte: number): boolean {
  return byte < FIRST_NON_ASCII && byte !== BACKSLASH;
}

function readName(bytes: Uint8Array, start: number): string {
  const end = scanString(bytes, start - 1);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 1).toString();
  return String(JSON.parse(text));
}

function scanArray(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  if (byteAt(bytes, at) === CLOSE_BRACKET) return at + 1;
  for (;;) {
    at = scanValue(bytes, at);
    if (at === NOT_CANONICAL) return NOT_CANONICAL;
    const next = byteAt(bytes, at);
    if (next === CLOSE_BRACKET) return at + 1;
    if (next !== COMMA) return NOT_CANONICAL;
    at += 1;
  }
}

function scanString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = byteAt(bytes, at);
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return NOT_CANONICAL;
    if (byte !== BACKSLASH) continue;
    const length = escapeLength(bytes, at + 1);
    if (length === 0) return NOT_CANONICAL;
    at += length;
  }
  return NOT_CANONICAL;
}

const SHORT_ESCAPES = Buffer.from('"\\bfnrt');
/** Control characters without a short escape; no other character has a long escape. */
const LONG_ESCAPE = /^u00(?:0[0-7bef]|1[0-9a-f])$/;

function escapeLength(bytes: Uint8Array, at: number): number {
  if (SHORT_ESCAPES.includes(byteAt(bytes, at))) return 1;
  const text = String.fromCharCode(...bytes.subarray(at, at + 5));
  return LONG_ESCAPE.test(text) ? 5 : 0;
}

function scanInteger(bytes: Uint8Array, start: number): number {
  const first = byteAt(bytes, start) === MINUS ? start + 1 : start;
  let at = first;
  while (byteAt(bytes, at) >= ZERO && byteAt(bytes, at) <= NINE) at += 1;
  const digits = at - first;
  if (digits === 0 || digits > MAX_DIGITS) return NOT_CANONICAL;
  if (byteAt(bytes, first) === ZERO) return digits === 1 && first === start ? at : NOT_CANONICAL;
  if (digits < MAX_DIGITS) return at;
  const number = Number(String.fromCharCode(...bytes.subarray(start, at)));
  return Number.isSafeInteger(number) ? at : NOT_CANONICAL;
}
