import Table from 'cli-table3';
import { printable } from '../schema/views/printable.ts';

/** Rows under their head as a terminal shows them; what a cell holds from outside can't steer the terminal. */
export function textTable(
  head: readonly string[],
  rows: Iterable<readonly string[]>,
): { readonly text: string; readonly rows: number } {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map(printable));
  return { text: `${table.toString()}\n`, rows: table.length };
}
