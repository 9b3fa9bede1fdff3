import Table from 'cli-table3';
import stringWidth from 'string-width';
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

/** Lines of a cell that a terminal has room for. */
const MOST_LINES = 4;

/** What a column is never narrower than. */
const LEAST = 4;

/** How wide a table is, and which of its columns are never cut. */
export interface TableFit {
  readonly width: number;
  /** By their heads. */
  readonly whole: ReadonlySet<string>;
}

/**
 * The same in so many columns of a terminal: the widest columns are cut until all fit, and so are cells of many
 * lines, with an ellipsis. What is as narrow as it can be stays so, even if that is wider than the terminal.
 */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width, whole }: TableFit,
): { readonly text: string; readonly rows: number } {
  const cells = rows.map((row) => row.map((cell) => fewLines(printable(cell))));
  const widths = head.map((name, column) =>
    Math.max(stringWidth(name), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  // A border before each column and one at the end, and a space on both sides of a cell.
  const room = width - (3 * head.length + 1);
  const isCut = head.map((name) => !whole.has(name));
  const sum = (cap: number) =>
    widths.reduce((all, each, column) => all + (isCut[column] ? Math.min(each, cap) : each), 0);
  let most = Math.max(LEAST, ...widths);
  while (most > LEAST && sum(most) > room) most -= 1;
  const cut = (cell: string, column: number) =>
    isCut[column]
      ? cell
          .split('\n')
          .map((line) => cutLine(line, most))
          .join('\n')
      : cell;
  return textTable(
    head.map(cut),
    cells.map((row) => row.map(cut)),
  );
}

function widthOf(cell: string): number {
  return cell.split('\n').reduce((width, line) => Math.max(width, stringWidth(line)), 0);
}

function fewLines(cell: string): string {
  const lines = cell.split('\n');
  if (lines.length <= MOST_LINES) return cell;
  const shown = lines.slice(0, MOST_LINES - 1);
  return [...shown, `… ${lines.length - shown.length} more`].join('\n');
}

const graphemes = new Intl.Segmenter();

/** Never through a character that is made of several. */
function cutLine(line: string, most: number): string {
  if (stringWidth(line) <= most) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (stringWidth(kept) + stringWidth(segment) > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
