/**
 * Encodes a text from outside for FHIR's `string`. Control characters and white space other than space, tab and line ends
 * are percent-encoded. So is the percent sign, so that different texts stay different. An empty text, which FHIR forbids,
 * becomes a single percent sign, which no other text does.
 * https://hl7.org/fhir/R4/datatypes.html#string
 */
export function fhirText(text: string): string {
  return text === '' ? '%' : text.replaceAll(NO_TEXT, encodeCharacter);
}

/** Encodes a text for `code` and `uri`, which may hold no white space at all. */
export function fhirToken(text: string): string {
  return text === '' ? '%' : text.replaceAll(NO_TOKEN, encodeCharacter);
}

const NO_TEXT = /(?![ \t\r\n])[\s\p{Cc}%]/gu;
const NO_TOKEN = /[\s\p{Cc}%]/gu;

function encodeCharacter(character: string): string {
  return encodeURIComponent(character);
}

/** Writes a time (UTC ms) as an `instant`. Times before 1970 and after 9999 become the first or last of that range. */
export function fhirInstant(at: number): string {
  return new Date(Math.min(Math.max(at, 0), LAST_INSTANT)).toISOString();
}

const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
