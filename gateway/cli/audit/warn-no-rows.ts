import { printLines } from '../print-lines.ts';

/**
 * Warns on stderr that a report or proof is empty. `unmatched` are filters such as `--patient "p1"` whose value occurs in
 * no record: a misspelled value and a value without records give the same empty report.
 */
export function warnNoRows(unmatched: readonly string[]): void {
  const why =
    unmatched.length === 0
      ? ''
      : ` No record contains ${unmatched.join(' or ')}. Check the spelling.`;
  process.stderr.write(printLines([`No record matches.${why}`]));
}
