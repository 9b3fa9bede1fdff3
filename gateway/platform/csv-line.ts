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
 * Where a formula would begin within a cell. Programs with a decimal comma split lines at semicolons; they then take the
 * quotes of a cell for text, and a doubled quote for an empty text that goes on after it. Others trim white space. A hyphen
 * and a space begin an item of a list, unless a function, a program or a sheet follows.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA =
  /(?=[=+@＝＋＠\-－])(?<=(?:^|[;\t\r\n])["\s]*)(?![-－] [^;\r\n(|!]*(?:[;\r\n]|$))/gu;

function line(cells: readonly string[], end: string): string {
  return stringify([cells.map((cell) => cell.replaceAll(FORMULA, "'"))], {
    escape_formulas: true,
    record_delimiter: end,
    // By default, the library quotes only the line ending it writes.
    quoted_match: /[\r\n]/,
  });
}
