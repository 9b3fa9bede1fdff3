import { csvLine } from '../csv-line.ts';
import { printTable } from '../text-table.ts';

/** What a column shows of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string>>;

/** How rows are written. */
export const ROW_FORMATS = Object.freeze(['table', 'csv', 'ndjson', 'json'] as const);

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
  columns: Columns<Row>,
  { format, width }: RowForm,
): readonly string[] {
  const cells = () => rows.map((row) => Object.values(columns).map((column) => column(row)));
  const head = Object.keys(columns);
  switch (format) {
    case 'table': {
      const fit = width === null ? null : { width, whole: WHOLE, prose: PROSE, spare: SPARE };
      return [printTable(head, cells(), fit)];
    }
    case 'csv':
      return [head, ...cells()].map((line) =>
        csvLine(line.map((cell) => cell.replaceAll('\n', '; '))),
      );
    case 'ndjson':
      return rows.map((row) => `${JSON.stringify(row)}\n`);
    case 'json':
      return [`${JSON.stringify(rows, null, 2)}\n`];
    default:
      return format satisfies never;
  }
}
