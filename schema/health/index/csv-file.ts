/** A value of one cell in the index. */
export type StoredValue = string | number | null;

/** Reads one cell of the current row by its column's name; an empty or absent cell is null. */
export type ReadCell = (column: string) => string | null;

/** A CSV file of a Synthea export and the table of its rows. */
export interface CsvFile {
  readonly file: string;
  readonly table: string;
  /** The names of required columns, in any order. `values` may read other columns too. */
  readonly columns: readonly string[];
  /** The table's values in the order of its columns, without the row number. */
  readonly values: (cell: ReadCell) => readonly StoredValue[];
}

/** What a subgraph indexes of an export. */
export interface IndexPlan {
  /** Increase it when `values` change in a way that the other properties do not show. */
  readonly version: number;
  readonly files: readonly CsvFile[];
  /** Files that an export may lack; their tables are empty then. */
  readonly optional: readonly CsvFile[];
  /** `CREATE TABLE` statements. */
  readonly tables: string;
  /** `CREATE INDEX` statements, which run after all rows are inserted. */
  readonly indexes: string;
  /** Tables with ids from `recordId`. Equal rows share an id until the build separates them. */
  readonly derivedIds: readonly string[];
}
