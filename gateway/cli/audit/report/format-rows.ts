import { csvLine } from '../../../csv-line.ts';
import {
  cellsOf,
  createTextWriter,
  TEXT_FORMATS,
  type RowShape,
} from '../../../reports/named/text-writer.ts';
import { printTable, readableTime } from '../../../text-table.ts';

/** How rows are written. */
export const ROW_FORMATS = Object.freeze(['table', ...TEXT_FORMATS] as const);

export interface RowForm {
  readonly format: (typeof ROW_FORMATS)[number];
  /** Columns of the terminal; null: nothing is cut. */
  readonly width: number | null;
}

const PROSE: ReadonlySet<string> = new Set(['reasons', 'note']);

const SPARE = [
  'since (UTC)',
  'until (UTC)',
  'roles',
  'leaves',
  'events',
  'day',
  'rules',
  'reviewer',
  'case',
];

const TIMES: ReadonlySet<string> = new Set(['time', 'since', 'until']);

/** Columns that say nothing when they are cut. */
const WHOLE: ReadonlySet<string> = new Set([
  'case',
  'leaf',
  'time (UTC)',
  'state',
  'day',
  'verdict',
]);

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
  const names = Object.keys(shape.columns);
  const isTime = names.map((name) => TIMES.has(name));
  const head = names.map((name, column) => (isTime[column] ? `${name} (UTC)` : name));
  const cells = rows.map((row) =>
    cellsOf(row, shape.columns, '\n').map((cell, column) =>
      isTime[column] ? readableTime(cell) : cell,
    ),
  );
  const fit = width === null ? null : { width, whole: WHOLE, prose: PROSE, spare: SPARE };
  return [printTable(head, cells, fit)];
}
