import { printable } from '../../schema/printable.ts';

/** Lines for a terminal. Text from outside in them can neither send control characters to it nor add lines. */
export function printLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line).replaceAll('\n', '\u{fffd}')}\n`).join('');
}
