import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import { COUNTS, isCount } from '../subjects/field-words.ts';
import type { Meant, Placed } from './likeness.ts';

/** A phrase that the value can have; null for a number of things, such as `emailCount`, unless the phrase itself is one. */
export function fitting(
  match: Meant | null,
  words: readonly string[],
  value: Placed,
): Meant | null {
  if (!match || !fits(match.meaning, value)) return null;
  const covered = match.phrase.split(' ');
  const isNumber =
    isCount(words) && !words.some((word) => COUNTS.has(word) && covered.includes(word));
  return isNumber ? null : match;
}

/** Whether values of these types can have a category. A Boolean identifies no person, and a number is not a name. */
export function fits(category: Category, { types }: Placed): boolean {
  for (const type of types) {
    if (type === 'Boolean' && NEVER_BOOLEAN.has(category)) return false;
    if ((type === 'Int' || type === 'Float') && TEXT_ONLY.has(category)) return false;
  }
  return true;
}

/** Categories whose values are never Boolean: the 18 identifier classes of 45 CFR 164.514(b)(2), and amounts. */
const NEVER_BOOLEAN: ReadonlySet<Category> = new Set([...CATEGORIES.slice(0, 18), 'FINANCIAL']);

/** Categories whose values are never numbers. */
const TEXT_ONLY: ReadonlySet<Category> = new Set(['NAME', 'EMAIL', 'URL', 'PHOTO', 'BIOMETRIC']);
