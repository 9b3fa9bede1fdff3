import { csvLine } from '../csv-line.ts';
import { textTable } from '../text-table.ts';
import type { ReportFormat } from '../audit/report/format-report.ts';

/** What a column shows of a row. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => string>>;

/**
 * Rows that are all at hand as text, in the forms of the other reports. Names from outside can neither steer a
 * terminal nor become formulas of a spreadsheet.
 */
export function formatRows<Row>(
  rows: readonly Row[],
  columns: Columns<Row>,
  format: ReportFormat,
): readonly string[] {
  const cells = () => rows.map((row) => Object.values(columns).map((column) => column(row)));
  const head = Object.keys(columns);
  switch (format) {
    case 'table': {
      const table = textTable(head, cells());
      return [`${table.text}${table.rows === 1 ? '1 row' : `${table.rows} rows`}\n`];
    }
    case 'csv':
      return [head, ...cells()].map((line) =>
        csvLine(line.map((cell) => cell.replaceAll('\n', '; '))),
      );
    case 'json':
      return [`${JSON.stringify(rows, null, 2)}\n`];
    default:
      return format satisfies never;
  }
}
