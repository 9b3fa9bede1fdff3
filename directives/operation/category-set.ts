import { CATEGORIES, type Category } from '../spec.ts';

/** A set of categories as a bit mask, in the order of {@link CATEGORIES}. */
export type CategorySet = number;

/** The empty set. */
export const NO_CATEGORY: CategorySet = 0;

/** The set of some categories. */
export function categorySet(categories: Iterable<Category>): CategorySet {
  let set = NO_CATEGORY;
  for (const category of categories) set |= 1 << CATEGORIES.indexOf(category);
  return set;
}
