/** Names come from outside; control characters among them could rewrite a terminal. Line feeds stay. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '\u{fffd}');
}
