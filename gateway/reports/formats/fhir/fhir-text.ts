/**
 * A text from outside as FHIR's `string` can hold it. White space other than space, tab and line ends, and
 * control characters, are percent-encoded, and so is the percent sign: no two texts become one. A text that
 * is empty becomes a single percent sign, which no other does.
 * https://hl7.org/fhir/R4/datatypes.html#string
 */
export function fhirText(text: string): string {
  return text === '' ? '%' : text.replaceAll(NO_TEXT, encodeCharacter);
}

/** The same for `code` and `uri`, which hold no white space at all. */
export function fhirToken(text: string): string {
  return text === '' ? '%' : text.replaceAll(NO_TOKEN, encodeCharacter);
}

const NO_TEXT = /(?![ \t\r\n])[\s\p{Cc}%]/gu;
const NO_TOKEN = /[\s\p{Cc}%]/gu;

function encodeCharacter(character: string): string {
  return encodeURIComponent(character);
}

/** A time (UTC ms) as an `instant`; a time outside of FHIR's calendar becomes its first or last instant. */
export function fhirInstant(at: number): string {
  return new Date(Math.min(Math.max(at, 0), LAST_INSTANT)).toISOString();
}

const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
