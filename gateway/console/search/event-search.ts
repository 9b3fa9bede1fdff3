import { EVENT_FIELD_WORDS } from '../words/event-fields.ts';
import { TEXT_FILTERS } from '../words/filters.ts';
import type { TextFilter } from '../words/filters.ts';
import { endOf, startOf } from './days.ts';
import { readOrder, writeOrder } from './order.ts';
import type { Order, Orders } from './order.ts';

/** What somebody looks for: everything in it stands in the address bar, so that a search can be passed on. */
export interface EventSearch {
  readonly texts: Readonly<Partial<Record<TextFilter, string>>>;
  readonly denied: boolean;
  readonly breakGlass: boolean;
  /** Without reports that were read and cases that were closed. */
  readonly isWithoutOversight: boolean;
  /** Days of the reader, such as `2026-01-31`; both count in. Empty is any. */
  readonly since: string;
  readonly until: string;
  readonly order: Order;
  /** Where the page begins: the API's cursor, and how many events are before it. */
  readonly after: string | null;
  readonly skipped: number;
}

const ORDERS: Orders = {
  fields: new Set(EVENT_FIELD_WORDS.keys()),
  usual: { field: 'TIME', direction: 'DESC' },
};

/** Reads a search from an address; what isn't understood in it is left out. */
export function readSearch(query: string): EventSearch {
  const parameters = new URLSearchParams(query);
  const texts = Object.fromEntries(
    TEXT_FILTERS.flatMap((name) => {
      const value = parameters.get(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const skipped = Number(parameters.get('skipped') ?? 0);
  return {
    texts,
    denied: parameters.get('denied') === 'true',
    breakGlass: parameters.get('breakGlass') === 'true',
    isWithoutOversight: parameters.get('oversight') === 'false',
    since: readDay(parameters.get('since')),
    until: readDay(parameters.get('until')),
    order: readOrder(parameters, ORDERS),
    after: parameters.get('after'),
    skipped: Number.isSafeInteger(skipped) && skipped > 0 ? skipped : 0,
  };
}

/** The search as an address holds it; empty for a search for everything. */
export function writeSearch(search: Partial<EventSearch>): string {
  const { texts = {}, denied, breakGlass, isWithoutOversight } = search;
  const { since = '', until = '', order = ORDERS.usual, after, skipped } = search;
  const parameters = new URLSearchParams(
    [
      ...TEXT_FILTERS.map((name) => [name, texts[name] ?? '']),
      ['denied', denied === true ? 'true' : ''],
      ['breakGlass', breakGlass === true ? 'true' : ''],
      ['oversight', isWithoutOversight === true ? 'false' : ''],
      ['since', since],
      ['until', until],
      ...writeOrder(order, ORDERS),
      ['after', after ?? ''],
      ['skipped', skipped === undefined || skipped === 0 ? '' : String(skipped)],
    ].filter(([, value]) => value !== ''),
  );
  return parameters.toString();
}

/** The filter that the API takes. */
export function filterOf(search: EventSearch): object {
  return {
    ...search.texts,
    ...(search.denied && { denied: true }),
    ...(search.breakGlass && { breakGlass: true }),
    ...(search.isWithoutOversight && { oversight: false }),
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
