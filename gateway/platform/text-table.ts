import Table from 'cli-table3';
import stringWidth from 'string-width';
import { printable } from '../../schema/printable.ts';

/** Rows under their head as a terminal shows them; what a cell holds from outside can't steer the terminal. */
export function textTable(
  head: readonly string[],
  rows: Iterable<readonly string[]>,
): { readonly text: string; readonly rows: number } {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map(printable));
  return { text: `${table.toString()}\n`, rows: table.length };
}

/** Rows under their head, and how many they are, by what one and many are called; `fit` null cuts nothing. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  fit: TableFit | null,
  [one, many]: readonly [string, string] = ['row', 'rows'],
): string {
  const table =
    fit === null ? { ...textTable(head, rows), left: [] } : fittedTable(head, rows, fit);
  const count = table.rows === 1 ? `1 ${one}` : `${table.rows} ${many}`;
  const left =
    table.left.length === 0
      ? ''
      : `; no room for ${table.left.join(', ')}: give more --width, or --format csv`;
  return `${table.text}${count}${left}\n`;
}

/** An ISO time as people read it: UTC, without letters. */
export function readableTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** Lines of a cell that a terminal has room for. */
const MOST_LINES = 4;

/** What a column is never narrower than. */
const LEAST = 4;

/** An id is known by so much of it. */
const SHORT = 9;

/** Rather than columns that are narrower than this, there are fewer of them. */
const ROOMY = 16;

/** What is narrower says nothing at all. */
const READABLE = 8;

/** How wide a table is, and what becomes of its columns, by their heads. */
export interface TableFit {
  readonly width: number;
  /** Never cut. */
  readonly whole: ReadonlySet<string>;
  /** Ids, which are known by how they begin: cut before any other. */
  readonly ids: ReadonlySet<string>;
  /** Text in words: broken into lines before it is cut. */
  readonly prose: ReadonlySet<string>;
  /** Left out where the others would get too narrow, the first of them first. */
  readonly spare: readonly string[];
  /** Left out where the others would say nothing. */
  readonly last: readonly string[];
}

/**
 * The same in so many columns of a terminal: ids and then the widest columns are cut until all fit, and so are
 * cells of many lines, with an ellipsis; `left` names the columns for which there was no room. What is as narrow as
 * it can be stays so, even if that is wider than the terminal.
 */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width, whole, ids, prose, spare, last }: TableFit,
): { readonly text: string; readonly rows: number; readonly left: readonly string[] } {
  const cells = rows.map((row) => row.map(printable));
  const columns = head.map((name, at): Column => ({
    name,
    at,
    width: Math.max(stringWidth(name), ...cells.map((row) => widthOf(row[at] ?? ''))),
    cut: whole.has(name) ? 'never' : ids.has(name) ? 'first' : 'as all',
  }));
  let shown: readonly Column[] = columns;
  let caps = capsOf(shown, width);
  const left: string[] = [];
  const leaveOut = (names: readonly string[], least: number) => {
    for (const name of names) {
      if (caps.most >= least || !shown.some((column) => column.name === name)) continue;
      left.push(name);
      shown = shown.filter((column) => column.name !== name);
      caps = capsOf(shown, width);
    }
  };
  leaveOut(spare, ROOMY);
  leaveOut(last, READABLE);
  const fit = (cell: string, { name, cut }: Column) => {
    const lines = cell.split('\n');
    if (cut === 'never') return fewLines(lines);
    const most = cut === 'first' ? caps.ofIds : caps.most;
    const broken = prose.has(name) ? lines.flatMap((line) => wrap(line, most)) : lines;
    return fewLines(broken.map((line) => cutLine(line, most)));
  };
  const table = textTable(
    shown.map((column) => fit(column.name, column)),
    cells.map((row) => shown.map((column) => fit(row[column.at] ?? '', column))),
  );
  return { ...table, left };
}

interface Column {
  readonly name: string;
  readonly at: number;
  /** Of the widest cell. */
  readonly width: number;
  readonly cut: 'never' | 'first' | 'as all';
}

/** How wide ids and all others that may be cut can be, so that the columns fit; Infinity where nothing is cut. */
function capsOf(
  columns: readonly Column[],
  width: number,
): { readonly ofIds: number; readonly most: number } {
  // A border before each column and one at the end, and a space on both sides of a cell.
  const room = width - (3 * columns.length + 1);
  const widest = Math.max(LEAST, ...columns.map((column) => column.width));
  let ofIds = widest;
  let most = widest;
  const fits = () => {
    const capOf = { never: Infinity, first: ofIds, 'as all': most };
    return sum(columns.map((column) => Math.min(column.width, capOf[column.cut]))) <= room;
  };
  if (fits()) return { ofIds: Infinity, most: Infinity };
  while (ofIds > SHORT && !fits()) ofIds -= 1;
  while (most > LEAST && !fits()) most -= 1;
  return { ofIds, most };
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
  if (lines.length <= MOST_LINES) return lines.join('\n');
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
