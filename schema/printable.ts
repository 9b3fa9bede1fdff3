/**
 * Replaces control, format and bidirectional characters, except line feeds. In untrusted text they could rewrite a
 * terminal or the text around them.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\u{fffd}');
}

/** Characters that are neither outside `\p{C}` nor a line feed: those of `\p{C}` except line feeds. */
const UNPRINTABLE = /[^\P{C}\n]/gu;
