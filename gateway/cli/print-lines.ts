import { printable } from '../../schema/printable.ts';

/** Lines for a terminal; what they hold from outside can neither steer it nor make lines of its own. */
export function printLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line).replaceAll('\n', '\u{fffd}')}\n`).join('');
}
