import { OVERSIGHT } from '../../audit/tlog/leaf-terms.ts';
import type { EventField, EventFilter } from '../api/operations.types.ts';
import { FILTER_WORDS } from '../words/filters.ts';
import type { TextFilter } from '../words/filters.ts';
import { isCode } from '../words/is-code.ts';
import { EVENT_FIELD_WORDS } from '../words/sort-fields.ts';
import { FIRST_PAGE, readListPart, readText, toQuery, writeListPart } from './list-address.ts';
import type { ListPart, Order } from './list-address.ts';
import { endOf, startOf } from './days.ts';

/** A search for events. The address bar holds all of it, so a search can be shared as a link. */
export interface EventSearch extends ListPart<EventField> {
  readonly texts: Readonly<Partial<Record<TextFilter, string>>>;
  readonly denied: boolean;
  readonly breakGlass: boolean;
  /** Whether report reads and reviews are among the events. A search for one of these kinds finds them in any case. */
  readonly hasOversight: boolean;
  /** Days in the reader's time zone, such as `2026-01-31`, both inclusive. Empty is any. */
  readonly since: string;
  readonly until: string;
}

const NEWEST_FIRST: Order<EventField> = { field: 'TIME', direction: 'DESC' };

/** Reads a search from an address. Invalid parameters are left out. */
export function readSearch(query: string): EventSearch {
  const parameters = new URLSearchParams(query);
  const texts = Object.keys(FILTER_WORDS).flatMap((name) => {
    const value = readText(parameters, name);
    return value === '' ? [] : [[name, value] as const];
  });
  return {
    texts: Object.fromEntries(texts),
    denied: parameters.get('denied') === 'true',
    breakGlass: parameters.get('breakGlass') === 'true',
    hasOversight: parameters.get('oversight') === 'true',
    since: readDay(parameters.get('since')),
    until: readDay(parameters.get('until')),
    ...readListPart(parameters, EVENT_FIELD_WORDS, NEWEST_FIRST),
  };
}

/** A search as the query of an address; empty for a search without filters. */
export function writeSearch(search: Partial<EventSearch>): string {
  const { texts = {}, denied, breakGlass, hasOversight } = search;
  const { since = '', until = '' } = search;
  return toQuery([
    ...Object.keys(FILTER_WORDS).map(
      (name) => [name, isCode(FILTER_WORDS, name) ? (texts[name] ?? '') : ''] as const,
    ),
    ['denied', denied === true ? 'true' : ''],
    ['breakGlass', breakGlass === true ? 'true' : ''],
    ['oversight', hasOversight === true ? 'true' : ''],
    ['since', since],
    ['until', until],
    ...writeListPart({ order: NEWEST_FIRST, ...FIRST_PAGE, ...search }, NEWEST_FIRST),
  ]);
}

/** The filter of a search, as the report API accepts it. */
export function filterOf(search: EventSearch): EventFilter {
  return {
    ...search.texts,
    ...(search.denied && { denied: true }),
    ...(search.breakGlass && { breakGlass: true }),
    ...(!search.hasOversight &&
      !OVERSIGHT.includes(search.texts.kind ?? '') && { oversight: false }),
    ...(search.since !== '' && { since: startOf(search.since) }),
    ...(search.until !== '' && { until: endOf(search.until) }),
  };
}

function readDay(value: string | null): string {
  const isDay =
    value !== null &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
  return isDay ? value : '';
}
