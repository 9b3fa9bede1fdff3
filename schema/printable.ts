/**
 * Replaces control, format and bidirectional characters, except line feeds. In untrusted text they could rewrite a
 * terminal or the text around them.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '\u{fffd}');
}
