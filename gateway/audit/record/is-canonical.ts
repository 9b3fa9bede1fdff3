/**
 * Whether a JSON text is the one that `writeCanonical` writes for its value, in one pass and without making
 * the value: names ascending and unique, integers in the safe range as they are printed, the shortest
 * escapes, no white space. A lone surrogate is not looked for: no text that was UTF-8 holds one. Throws a
 * `RangeError` for a text that is nested too deeply.
 * https://www.rfc-editor.org/rfc/rfc8785
 */
export function isCanonical(text: string): boolean {
  return scanValue(text, 0) === text.length;
}

/** What a scan returns where the text is not canonical; every end is larger. */
const NOT = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const MAX_DIGITS = 16;

/** Where the value that begins here ends. */
function scanValue(text: string, at: number): number {
  switch (text.charAt(at)) {
    case '"':
      return scanString(text, at);
    case '{':
      return scanObject(text, at);
    case '[':
      return scanArray(text, at);
    case 't':
      return text.startsWith('true', at) ? at + 4 : NOT;
    case 'f':
      return text.startsWith('false', at) ? at + 5 : NOT;
    case 'n':
      return text.startsWith('null', at) ? at + 4 : NOT;
    default:
      return scanInteger(text, at);
  }
}

function scanObject(text: string, start: number): number {
  let at = start + 1;
  if (text[at] === '}') return at + 1;
  let before: string | null = null;
  for (;;) {
    const end = text[at] === '"' ? scanString(text, at) : NOT;
    if (end === NOT || text.charCodeAt(end) !== COLON) return NOT;
    const name = readName(text, at, end);
    if (before !== null && before >= name) return NOT;
    before = name;
    at = scanValue(text, end + 1);
    if (at === NOT) return NOT;
    if (text[at] === '}') return at + 1;
    if (text.charCodeAt(at) !== COMMA) return NOT;
    at += 1;
  }
}

/** Names ascend by what they are, not by how they are escaped. */
function readName(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1);
  return name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name;
}

function scanArray(text: string, start: number): number {
  let at = start + 1;
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = scanValue(text, at);
    if (at === NOT) return NOT;
    if (text[at] === ']') return at + 1;
    if (text.charCodeAt(at) !== COMMA) return NOT;
    at += 1;
  }
}

function scanString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < 0x20) return NOT;
    if (code !== BACKSLASH) continue;
    const length = escapeLength(text, at + 1);
    if (length === 0) return NOT;
    at += length;
  }
  return NOT;
}

const SHORT_ESCAPES = '"\\bfnrt';
/** Control characters that have no short escape; nothing else is ever escaped so. */
const LONG_ESCAPE = /u00(?:0[0-7bef]|1[0-9a-f])/y;

function escapeLength(text: string, at: number): number {
  if (SHORT_ESCAPES.includes(text[at] ?? '?')) return 1;
  LONG_ESCAPE.lastIndex = at;
  return LONG_ESCAPE.test(text) ? 5 : 0;
}

function scanInteger(text: string, start: number): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  let at = first;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  const digits = at - first;
  if (digits === 0 || digits > MAX_DIGITS) return NOT;
  if (text.charCodeAt(first) === ZERO) return digits === 1 && first === start ? at : NOT;
  return digits < MAX_DIGITS || Number.isSafeInteger(Number(text.slice(start, at))) ? at : NOT;
}
