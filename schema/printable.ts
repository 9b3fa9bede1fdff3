/**
 * Replaces control, format and bidirectional characters, except line feeds, and marks beyond the fourth on one character. In
 * untrusted text they could rewrite a terminal or the text around them, or cover it.
 * https://www.unicode.org/reports/tr39/#Optional_Detection
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\u{fffd}');
}

/** `[^\P{C}\n]` are the characters of `\p{C}` except line feeds. */
const UNPRINTABLE = /[^\P{C}\n]|[\p{Mn}\p{Me}](?<=[\p{Mn}\p{Me}]{5})/gu;
