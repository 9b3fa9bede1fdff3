import type { TextFormatName } from '../catalog/file-format.ts';
import type { Coverage } from '../catalog/coverage.ts';
import type { Refusal } from '../query/show-events.ts';

/** The cell of each column: a text, or the items of a list. Names and order are those of the catalog. */
export type Columns<Row, Column extends string = string> = Readonly<
  Record<Column, (row: Row) => string | readonly string[]>
>;

/** How the rows of a report are written. */
export interface RowLayout<Row, Column extends string = string> {
  readonly columns: Columns<Row, Column>;
  /** The columns of a refused row that hold its record and the reason. */
  readonly refused: { readonly leaf: Column; readonly why: Column };
  /** The row as JSON. */
  readonly jsonOf: (row: Row) => object;
}

/** Writes rows as text, one after the other. It holds no rows. */
export interface RowWriter<Row> {
  begin(): string;
  row(row: Row): string;
  /** Written instead of a row that the ledger does not prove. */
  refused(refusal: Refusal): string;
  /** The end, with the totals if the format has a place for them. */
  end(totals: RowTotals | null): string;
}

/** The totals at the end of a file. A file without them was cut off. */
export interface RowTotals {
  readonly rows: number;
  readonly refused: number;
  /** The ledger, as far as it was read. */
  readonly ledger: { readonly origin: string; readonly size: number; readonly root: string };
  readonly coverage: Coverage;
}

/** The cells of a row; items of a list are joined by the separator. */
export function cellsOf<Row>(row: Row, columns: Columns<Row>, separator: string): string[] {
  return Object.values(columns).map((column) => {
    const cell = column(row);
    return typeof cell === 'string' ? cell : cell.join(separator);
  });
}

/** Creates the writer of a format; `lineOf` writes one line of CSV. */
export function createTextWriter<Row>(
  format: TextFormatName,
  layout: RowLayout<Row>,
  lineOf: (cells: readonly string[]) => string,
): RowWriter<Row> {
  switch (format) {
    case 'csv':
      return csvWriter(layout, lineOf);
    case 'ndjson':
      return lineWriter(layout);
    case 'json':
      return listWriter(layout);
    default:
      return format satisfies never;
  }
}

/** Writes CSV, which has no place for totals. A refused row is a row too, so that rows can be counted. */
function csvWriter<Row>(
  { columns, refused }: RowLayout<Row>,
  lineOf: (cells: readonly string[]) => string,
): RowWriter<Row> {
  const names = Object.keys(columns);
  return {
    begin: () => lineOf(names),
    row: (row) => lineOf(cellsOf(row, columns, '; ')),
    refused: ({ leaf, why }) => {
      const cells = new Map([
        [refused.leaf, String(leaf)],
        [refused.why, `refused: ${why}`],
      ]);
      return lineOf(names.map((name) => cells.get(name) ?? ''));
    },
    end: () => '',
  };
}

/** Writes one JSON object per line. */
function lineWriter<Row>({ jsonOf }: RowLayout<Row>): RowWriter<Row> {
  return {
    begin: () => '',
    row: (row) => `${JSON.stringify(jsonOf(row))}\n`,
    refused: ({ leaf, why }) => `${JSON.stringify({ leaf, refused: why })}\n`,
    end: (totals) => (totals === null ? '' : `${JSON.stringify({ end: totals })}\n`),
  };
}

/** Writes one JSON list. A file that was cut off lacks its last bracket, so it can't be parsed. */
function listWriter<Row>({ jsonOf }: RowLayout<Row>): RowWriter<Row> {
  let hasItems = false;
  const item = (value: object) => {
    const text = `${hasItems ? ',\n' : '[\n'}${JSON.stringify(value)}`;
    hasItems = true;
    return text;
  };
  return {
    begin: () => '',
    row: (row) => item(jsonOf(row)),
    refused: ({ leaf, why }) => item({ leaf, refused: why }),
    end: (totals) => {
      const last = totals === null ? '' : item({ end: totals });
      return last + (hasItems ? '\n]\n' : '[]\n');
    },
  };
}
