import type { NamedFilter, NamedPart } from '../../../reports/query/unknown-filter-values.ts';
import { warnNoRows } from '../warn-no-rows.ts';
import { FILTER_FLAGS } from './filter-flags.ts';

/** Warns on stderr that a report has no rows, with the flags whose values occur in no record. */
export function tellNone(filter: NamedFilter, unmet: readonly NamedPart[]): void {
  warnNoRows(unmet.map((part) => `${flagOf(part)} ${JSON.stringify(filter[part])}`));
}

function flagOf(part: NamedPart): string {
  const { flag = part } = FILTER_FLAGS.find(({ name }) => name === part) ?? {};
  return flag.split(' ', 1).join('');
}
