/** A value of one cell in the index. */
export type StoredValue = string | number | null;

/** Reads one cell of the current row by its column's name; an empty or absent cell is null. */
export type ReadCell = (column: string) => string | null;

/** One CSV file of a Synthea export and the table that its rows go to. */
export interface CsvFile {
  readonly file: string;
  readonly table: string;
  /** Columns that must be there, by name, in any order. Others are read where `values` asks for them. */
  readonly columns: readonly string[];
  /** The table's values in the order of its columns, without the row number. */
  readonly values: (cell: ReadCell) => readonly StoredValue[];
}

/** What one subgraph keeps of an export. */
export interface IndexPlan {
  /** Counted up whenever `values` change in a way that the other parts don't show. */
  readonly version: number;
  readonly files: readonly CsvFile[];
  /** Files that an export may lack; their tables are empty then. */
  readonly optional: readonly CsvFile[];
  /** `CREATE TABLE` statements. */
  readonly tables: string;
  /** `CREATE INDEX` statements, run when all rows are in. */
  readonly indexes: string;
  /** Tables whose `id` was derived by `recordId`, so that two equal rows share one until it is mended. */
  readonly derivedIds: readonly string[];
}
