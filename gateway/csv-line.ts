import { stringify } from 'csv-stringify/sync';

/** One line of CSV (RFC 4180). Names from outside can't become formulas of a spreadsheet. */
export function csvLine(cells: readonly string[]): string {
  return stringify([cells], { escape_formulas: true });
}
