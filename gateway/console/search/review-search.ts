import { REVIEW_FIELD_WORDS } from '../words/reviews.ts';
import { readOrder, writeOrder } from './order.ts';
import type { Order, Orders } from './order.ts';
import { RECORDED_VERDICTS } from '../api/parse-cases.ts';
import type { RecordedVerdict } from '../api/parse-cases.ts';

/** Which closed cases are looked at: everything in it stands in the address bar. */
export interface ReviewSearch {
  /** Null is any. */
  readonly verdict: RecordedVerdict | null;
  readonly order: Order;
  readonly after: string | null;
  readonly skipped: number;
}

const ORDERS: Orders = {
  fields: new Set(REVIEW_FIELD_WORDS.keys()),
  usual: { field: 'LEAF', direction: 'DESC' },
};

/** Reads it from an address: the newest, where nothing is said. What isn't understood is left out. */
export function readReviewSearch(query: string): ReviewSearch {
  const parameters = new URLSearchParams(query);
  const skipped = Number(parameters.get('skipped') ?? 0);
  return {
    verdict: RECORDED_VERDICTS.find((known) => known === parameters.get('verdict')) ?? null,
    order: readOrder(parameters, ORDERS),
    after: parameters.get('after'),
    skipped: Number.isSafeInteger(skipped) && skipped > 0 ? skipped : 0,
  };
}

/** As an address holds it; empty for the newest. */
export function writeReviewSearch({ verdict, order, after, skipped }: ReviewSearch): string {
  return new URLSearchParams(
    [
      ['verdict', verdict ?? ''],
      ...writeOrder(order, ORDERS),
      ['after', after ?? ''],
      ['skipped', skipped === 0 ? '' : String(skipped)],
    ].filter(([, value]) => value !== ''),
  ).toString();
}

/** The filter that the API takes. */
export function reviewFilterOf({ verdict }: ReviewSearch): object {
  return verdict === null ? {} : { verdict };
}
