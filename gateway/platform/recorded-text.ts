/**
 * Characters that no text of the ledger holds.
 * - Unpaired surrogates have no UTF-8 form: a store would keep another text than was hashed.
 * - Control characters (C0, C1) and line separators rewrite what a terminal or a page shows.
 * - Bidirectional controls change the order in which the text is displayed.
 *
 * https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const FORBIDDEN = String.raw`\p{Surrogate}\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}`;

/** Most texts are printable ASCII, which is faster to test. */
const PLAIN = /^[ -~]*$/;
const LINE = new RegExp(`^[^${FORBIDDEN}]*$`, 'u');
const NOTE = new RegExp(`^(?:[^${FORBIDDEN}]|\\n)*$`, 'u');
const EACH_FORBIDDEN = new RegExp(`[${FORBIDDEN}]`, 'gu');

/** Whether a text can stand in a leaf: one line of well-formed Unicode without control and direction characters. */
export function isRecordable(text: string): boolean {
  return PLAIN.test(text) || LINE.test(text);
}

/** The same for a text that a leaf commits to, which may have line breaks (U+000A). */
export function isRecordableNote(text: string): boolean {
  return PLAIN.test(text) || NOTE.test(text);
}

/** The error for a text that is not recordable; `name` is the flag that it was given as. */
export function notRecordable(name: string): string {
  return `${name} holds a control or direction character or an unpaired surrogate. Write it on one line without them.`;
}

/** The same for a text that may have line breaks. */
export function notRecordableNote(name: string): string {
  return `${name} holds a control or direction character or an unpaired surrogate. Remove it; line breaks (U+000A) may stay.`;
}

/**
 * A text of another system's as it is recorded: each character that can't be is named in its place, such as
 * `\u{202e}`. The request that brings it is recorded all the same.
 */
export function toRecordable(text: string): string {
  if (isRecordable(text)) return text;
  return text.replace(
    EACH_FORBIDDEN,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
