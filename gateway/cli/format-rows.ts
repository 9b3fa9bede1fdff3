import { csvLine } from '../csv-line.ts';
import {
  cellsOf,
  createTextWriter,
  TEXT_FORMATS,
  type RowShape,
} from '../reports/named/text-writer.ts';
import { printTable } from '../text-table.ts';

/** How rows are written. */
export const ROW_FORMATS = Object.freeze(['table', ...TEXT_FORMATS] as const);

export interface RowForm {
  readonly format: (typeof ROW_FORMATS)[number];
  /** Columns of the terminal; null: nothing is cut. */
  readonly width: number | null;
}

const PROSE: ReadonlySet<string> = new Set(['reasons', 'note']);

const SPARE = ['since', 'until', 'roles', 'leaves', 'events'];

/** Columns that say nothing when they are cut. */
const WHOLE: ReadonlySet<string> = new Set(['case', 'leaf', 'time', 'state', 'day', 'verdict']);

/**
 * Rows that are all at hand as text, in the forms of the other reports. Names from outside can neither steer a
 * terminal nor become formulas of a spreadsheet.
 */
export function formatRows<Row>(
  rows: readonly Row[],
  shape: RowShape<Row>,
  { format, width }: RowForm,
): readonly string[] {
  if (format !== 'table') {
    const writer = createTextWriter(format, shape, csvLine);
    return [writer.begin(), ...rows.map((row) => writer.row(row)), writer.end(null)];
  }
  const cells = rows.map((row) => cellsOf(row, shape.columns, '\n'));
  const fit = width === null ? null : { width, whole: WHOLE, prose: PROSE, spare: SPARE };
  return [printTable(Object.keys(shape.columns), cells, fit)];
}
