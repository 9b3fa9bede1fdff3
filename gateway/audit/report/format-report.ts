import { csvLine } from '../../csv-line.ts';
import { textTable } from '../../text-table.ts';
import type { ReportRow } from './report-rows.ts';

/** How a report is written. */
export const REPORT_FORMATS = ['table', 'csv', 'json'] as const;

/** One of the above. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

type Columns = Readonly<Record<string, (row: ReportRow) => string>>;

/** Of every report; names and order are what a spreadsheet on top of it relies on. */
const COLUMNS = {
  leaf: (row) => String(row.leaf),
  time: (row) => row.time,
  actor: (row) => row.actor ?? '',
  roles: (row) => row.roles.join(' '),
  relation: (row) => row.relations.join(' '),
  patient: (row) => row.patient ?? '',
  records: (row) => String(row.records),
  coordinates: (row) => coordinates(row).join('\n'),
  operation: (row) => row.operation ?? '',
  outcome: (row) => row.outcome,
} as const satisfies Columns;

/** Of the report on break-glass beside those. */
const BREAK_GLASS_COLUMNS = {
  ...COLUMNS,
  event: (row) => row.kind,
  reason: (row) => row.breakGlass?.reason ?? '',
  until: (row) => row.breakGlass?.until ?? '',
  grant: (row) => row.breakGlass?.grant ?? '',
} as const satisfies Columns;

/**
 * A report as text, piece by piece. CSV and JSON come as the rows do; a table needs all of them to know its
 * widths. Names from outside cannot become formulas of a spreadsheet.
 */
export function formatReport(
  rows: Iterable<ReportRow> | AsyncIterable<ReportRow>,
  format: ReportFormat,
  { breakGlass }: { readonly breakGlass: boolean },
): AsyncIterable<string> {
  const columns: Columns = breakGlass ? BREAK_GLASS_COLUMNS : COLUMNS;
  switch (format) {
    case 'table':
      return formatTable(rows, columns);
    case 'csv':
      return formatCsv(rows, columns);
    case 'json':
      return formatJson(rows);
    default:
      return format satisfies never;
  }
}

async function* formatTable(
  rows: Iterable<ReportRow> | AsyncIterable<ReportRow>,
  columns: Columns,
): AsyncGenerator<string> {
  const cells: string[][] = [];
  for await (const row of rows) cells.push(Object.values(columns).map((column) => column(row)));
  const table = textTable(Object.keys(columns), cells);
  yield `${table.text}${table.rows === 1 ? '1 row' : `${table.rows} rows`}\n`;
}

async function* formatCsv(
  rows: Iterable<ReportRow> | AsyncIterable<ReportRow>,
  columns: Columns,
): AsyncGenerator<string> {
  yield csvLine(Object.keys(columns));
  for await (const row of rows) {
    const cells = Object.values(columns).map((column) => column(row).replaceAll('\n', '; '));
    yield csvLine(cells);
  }
}

async function* formatJson(
  rows: Iterable<ReportRow> | AsyncIterable<ReportRow>,
): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

function coordinates(row: ReportRow): string[] {
  // Where nothing was seen, what happened instead.
  if (row.coordinates.length === 0) return [row.kind];
  return row.coordinates.map(({ coordinate, view, categories }) =>
    categories.length === 0
      ? `${coordinate} (${view})`
      : `${coordinate} (${view}, ${categories.join(' ')})`,
  );
}
