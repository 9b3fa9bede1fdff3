import { csvLine } from '../csv-line.ts';
import { fittedTable, textTable } from '../text-table.ts';

/** What a column shows of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string>>;

/** How rows are written. */
export const ROW_FORMATS = Object.freeze(['table', 'csv', 'ndjson', 'json'] as const);

export interface RowForm {
  readonly format: (typeof ROW_FORMATS)[number];
  /** Columns of the terminal; null: nothing is cut. */
  readonly width: number | null;
}

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
      const table =
        width === null
          ? textTable(head, cells())
          : fittedTable(head, cells(), { width, whole: WHOLE });
      return [`${table.text}${table.rows === 1 ? '1 row' : `${table.rows} rows`}\n`];
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
