import { printLines } from '../../print-lines.ts';
import type { NamedFilter, NamedPart } from '../../../reports/query/unknown-filter-values.ts';
import { FILTER_FLAGS } from './filter-flags.ts';

/**
 * Says on stderr that a report has no rows: and what in its filter no record tells of, since a name that is
 * misspelt and nothing to report look the same.
 */
export function tellNone(filter: NamedFilter, unmet: readonly NamedPart[]): void {
  const names = unmet.map((part) => `${flagOf(part)} ${JSON.stringify(filter[part])}`);
  const why =
    names.length === 0
      ? ''
      : ` No record at all tells of ${names.join(' or ')}: perhaps it is misspelt.`;
  process.stderr.write(printLines([`Nothing fits.${why}`]));
}

function flagOf(part: NamedPart): string {
  const { flag = part } = FILTER_FLAGS.find(({ name }) => name === part) ?? {};
  return flag.split(' ', 1).join('');
}
