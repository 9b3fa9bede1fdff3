import { CATEGORIES, type Category } from '../../../../directives/spec.ts';
import type { AccessEntry } from '../record.ts';

/** How long records are kept, in years. */
export interface Retention {
  readonly years: number;
  /** Categories with their own period; a record with several categories is kept for the longest. */
  readonly categories: ReadonlyMap<Category, number>;
}

/**
 * The default: six years, as 45 CFR 164.316(b)(2)(i) requires for documentation and 164.528(a)(1) for the accounting of
 * disclosures.
 */
export const SIX_YEARS: Retention = Object.freeze({ years: 6, categories: new Map() });

/** A retention in the form of leaves: `6 GENETIC=10 MENTAL_HEALTH=12`. */
export function writeRetention({ years, categories }: Retention): string {
  const own = CATEGORIES.flatMap((category) => {
    const period = categories.get(category);
    return period === undefined ? [] : [`${category}=${period}`];
  });
  return [years, ...own].join(' ');
}

/** Parses the retention in a leaf; null if it is malformed. */
export function parseRetention(text: string): Retention | null {
  const [first = '', ...items] = text.split(' ');
  const categories = new Map<Category, number>();
  for (const item of items) {
    const [, name, period] = CATEGORY_YEARS.exec(item) ?? [];
    const category = CATEGORIES.find((each) => each === name);
    if (category === undefined) return null;
    categories.set(category, Number(period));
  }
  const retention = { years: Number(first), categories };
  return writeRetention(retention) === text && YEARS.test(first) ? retention : null;
}

const YEARS = /^[1-9]\d{0,2}$/;
const CATEGORY_YEARS = /^([A-Z_]+)=([1-9]\d{0,2})$/;

/** Years for which a leaf is kept: the longest period of its categories, else the general period. */
export function yearsOf(
  { accesses }: { readonly accesses: readonly Pick<AccessEntry, 'fields'>[] },
  retention: Retention,
): number {
  const { years, categories } = retention;
  if (categories.size === 0) return years;
  let longest = 0;
  for (const { fields } of accesses) {
    for (const field of fields) {
      for (const category of field.categories)
        longest = Math.max(longest, categories.get(category) ?? years);
    }
  }
  return longest === 0 ? years : longest;
}

/** The shortest period, in years. */
export function shortestYears({ years, categories }: Retention): number {
  return Math.min(years, ...categories.values());
}

/** The time a number of calendar years after a time (UTC ms); Infinity after the last date. */
export function yearsAfter(at: number, years: number): number {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  const time = date.getTime();
  return Number.isNaN(time) ? Infinity : time;
}
