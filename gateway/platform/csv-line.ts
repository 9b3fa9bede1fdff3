import { stringify } from 'csv-stringify/sync';

/** One line of CSV for a terminal. Cells can't become spreadsheet formulas or further lines. */
export function csvLine(cells: readonly string[]): string {
  return line(cells, '\n');
}

/** The same for a file, with the line ending of RFC 4180. */
export function csvFileLine(cells: readonly string[]): string {
  return line(cells, '\r\n');
}

/**
 * Where a formula would begin within a cell: programs with a decimal comma split lines at semicolons, and then take the
 * quotes of a cell for text. https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA_WITHIN = /(?<=[;\r\n])(?=[=+@＝＋＠]|[-－](?! ))/gu;

function line(cells: readonly string[], end: string): string {
  return stringify([cells.map((cell) => cell.replaceAll(FORMULA_WITHIN, "'"))], {
    escape_formulas: true,
    record_delimiter: end,
    // By default, the library quotes only the line ending it writes.
    quoted_match: /[\r\n]/,
  });
}
