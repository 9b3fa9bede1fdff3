import { stringify } from 'csv-stringify/sync';

/** One line of CSV for a terminal. Names from outside can't become formulas of a spreadsheet, or lines. */
export function csvLine(cells: readonly string[]): string {
  return line(cells, '\n');
}

/** The same for a file, with the end of a line that RFC 4180 asks for. */
export function csvFileLine(cells: readonly string[]): string {
  return line(cells, '\r\n');
}

function line(cells: readonly string[], end: string): string {
  return stringify([cells], {
    escape_formulas: true,
    record_delimiter: end,
    // By itself it quotes only what it ends lines with.
    quoted_match: /[\r\n]/,
  });
}
