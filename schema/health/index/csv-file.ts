/** A value of one cell in the index. */
export type StoredValue = string | number | null;

/** A cell of a CSV file; null if it is empty. */
export type Cell = string | null;

/** The source of a table's column: the name of the CSV column that is copied, or a computed value. */
export type ColumnSource = string | ComputedColumn;

/** A column whose value is computed from cells of the same row. */
export interface ComputedColumn {
  /** The CSV columns whose cells `value` takes, in this order. */
  readonly from: readonly string[];
  /** The columns of `from` that a file may lack. Their cells are null then. */
  readonly optional?: readonly string[];
  readonly value: (...cells: Cell[]) => StoredValue;
}

/** A CSV file of a Synthea export and the table of its rows. `Row` is a row of the table. */
export interface CsvFile<Row = Readonly<Record<string, unknown>>> {
  readonly file: string;
  readonly table: string;
  /** Column of the table → its source. Columns that are left out are null. */
  readonly columns: { readonly [Name in keyof Row]: ColumnSource };
}

/** What a subgraph indexes of an export. */
export interface IndexPlan {
  /**
   * Increase it when equal files give other rows, but the names of the files, `tables` and `indexes` stay the same:
   * an index of another version is built again.
   */
  readonly version: number;
  readonly files: readonly CsvFile[];
  /** Files that an export may lack; their tables are empty then. */
  readonly optional: readonly CsvFile[];
  /**
   * `CREATE TABLE` statements. Each table has a `rowNumber`, which SQLite assigns from 1 in the order of the file.
   */
  readonly tables: string;
  /** `CREATE INDEX` statements, which run after all rows are inserted. */
  readonly indexes: string;
  /** Tables with ids from `recordId`. Equal rows share an id until the build separates them. */
  readonly derivedIds: readonly string[];
}

/** The CSV columns that a file must have, each once. They may be in any order. */
export function requiredColumns({ columns }: CsvFile): readonly string[] {
  const required = Object.values(columns).flatMap((source) =>
    typeof source === 'string'
      ? [source]
      : source.from.filter((column) => !source.optional?.includes(column)),
  );
  return [...new Set(required)];
}

/** The number in a cell of a CSV column; null for an empty cell and for text such as `NaN`. */
export function numberIn(column: string): ComputedColumn {
  return { from: [column], value: readNumber };
}

function readNumber(cell: Cell): number | null {
  if (cell === null) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}
