import Table from 'cli-table3';
import stringWidth from 'string-width';
import { printable } from '../../schema/printable.ts';

/** A table for a terminal. Control characters in cells are made visible. */
export function textTable(
  head: readonly string[],
  rows: Iterable<readonly string[]>,
): { readonly text: string; readonly rows: number } {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map(printable));
  return { text: `${table.toString()}\n`, rows: table.length };
}

/** A table and a line with the number of its rows, such as `2 rows`; `fit` null cuts nothing. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  fit: TableFit | null,
  [one, many]: readonly [string, string] = ['row', 'rows'],
): string {
  const table =
    fit === null ? { ...textTable(head, rows), omitted: [] } : fittedTable(head, rows, fit);
  const count = table.rows === 1 ? `1 ${one}` : `${table.rows} ${many}`;
  const omitted =
    table.omitted.length === 0
      ? ''
      : `; no room for ${table.omitted.join(', ')}: give more --width, or --format csv`;
  return `${table.text}${count}${omitted}\n`;
}

/** An ISO time as people read it: UTC, without letters. */
export function readableTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** Lines of a cell that a terminal has room for. */
const MAX_CELL_LINES = 4;

/** Least width of a column. */
const MIN_WIDTH = 4;

/** Characters of an id that are enough to recognize it. */
const ID_WIDTH = 9;

/** Columns of `omitFirst` are left out before the others get narrower than this. */
const MIN_ROOMY_WIDTH = 16;

/** Narrower columns cannot be read: columns of `omitLast` are left out first. */
const MIN_READABLE_WIDTH = 8;

/** The width of a table, and how its columns shrink, by their heads. */
export interface TableFit {
  readonly width: number;
  readonly neverCut: ReadonlySet<string>;
  /** Ids, recognized by their first characters: cut first. */
  readonly ids: ReadonlySet<string>;
  /** Sentences: broken into lines before they are cut. */
  readonly prose: ReadonlySet<string>;
  /** Left out in this order if the others would get narrow. */
  readonly omitFirst: readonly string[];
  /** Left out in this order if the others could still not be read. */
  readonly omitLast: readonly string[];
}

/**
 * A table that fits a terminal's width. Ids are cut first, then the widest columns, both with an ellipsis; a cell has at
 * most {@link MAX_CELL_LINES} lines. `omitted` names the columns that were left out. The table may still be too wide if
 * all its columns have their least width.
 */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width, neverCut, ids, prose, omitFirst, omitLast }: TableFit,
): { readonly text: string; readonly rows: number; readonly omitted: readonly string[] } {
  const cells = rows.map((row) => row.map(printable));
  const columns = head.map((name, at): Column => ({
    name,
    at,
    width: Math.max(stringWidth(name), ...cells.map((row) => widthOf(row[at] ?? ''))),
    cut: neverCut.has(name) ? 'never' : ids.has(name) ? 'first' : 'after ids',
  }));
  let shown: readonly Column[] = columns;
  let caps = capsOf(shown, width);
  const omitted: string[] = [];
  const leaveOut = (names: readonly string[], least: number) => {
    for (const name of names) {
      if (caps.others >= least || !shown.some((column) => column.name === name)) continue;
      omitted.push(name);
      shown = shown.filter((column) => column.name !== name);
      caps = capsOf(shown, width);
    }
  };
  leaveOut(omitFirst, MIN_ROOMY_WIDTH);
  leaveOut(omitLast, MIN_READABLE_WIDTH);
  const fit = (cell: string, { name, cut }: Column) => {
    const lines = cell.split('\n');
    if (cut === 'never') return fewLines(lines);
    const most = cut === 'first' ? caps.ids : caps.others;
    const broken = prose.has(name) ? lines.flatMap((line) => wrap(line, most)) : lines;
    return fewLines(broken.map((line) => cutLine(line, most)));
  };
  const table = textTable(
    shown.map((column) => fit(column.name, column)),
    cells.map((row) => shown.map((column) => fit(row[column.at] ?? '', column))),
  );
  return { ...table, omitted };
}

interface Column {
  readonly name: string;
  readonly at: number;
  /** Width of the widest cell. */
  readonly width: number;
  readonly cut: 'never' | 'first' | 'after ids';
}

/** The largest widths of ids and of other columns so that all columns fit; Infinity if nothing must be cut. */
function capsOf(
  columns: readonly Column[],
  width: number,
): { readonly ids: number; readonly others: number } {
  // A border before each column and one at the end, and a space on both sides of a cell.
  const room = width - (3 * columns.length + 1);
  const widest = Math.max(MIN_WIDTH, ...columns.map((column) => column.width));
  let ids = widest;
  let others = widest;
  const fits = () => {
    const capOf = { never: Infinity, first: ids, 'after ids': others };
    return sum(columns.map((column) => Math.min(column.width, capOf[column.cut]))) <= room;
  };
  if (fits()) return { ids: Infinity, others: Infinity };
  while (ids > ID_WIDTH && !fits()) ids -= 1;
  while (others > MIN_WIDTH && !fits()) others -= 1;
  return { ids, others };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** Breaks a line between words; a word that is too long stays, to be cut. */
function wrap(line: string, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    const longer = `${last ?? ''} ${word}`;
    if (last !== undefined && stringWidth(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function widthOf(cell: string): number {
  return cell.split('\n').reduce((width, line) => Math.max(width, stringWidth(line)), 0);
}

function fewLines(lines: readonly string[]): string {
  if (lines.length <= MAX_CELL_LINES) return lines.join('\n');
  const shown = lines.slice(0, MAX_CELL_LINES - 1);
  return [...shown, `… ${lines.length - shown.length} more`].join('\n');
}

const graphemes = new Intl.Segmenter();

/** Cuts a line between graphemes, so that a character of several code points stays whole. */
function cutLine(line: string, most: number): string {
  if (stringWidth(line) <= most) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (stringWidth(kept) + stringWidth(segment) > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
