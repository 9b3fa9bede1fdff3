import { z } from 'zod';
import { PURPOSES_OF_USE } from '../access/purpose/purposes-of-use.ts';
import { mapOfCategories } from './map-of-categories.ts';
import { flag, mapOf, text } from './values.ts';

/** `purpose`: where the purpose of use of a request comes from, who may act for which, and what needs one. */
export function purposeSchema() {
  return z
    .strictObject({
      claim: text('the path of a claim').default('purpose_of_use'),
      header: flag().default(false),
      default: purposeOfUse().nullable().default(null),
      roles: mapOf(purposes(), 'a mapping of roles to lists of purposes of use'),
      categories: mapOfCategories(purposes(), 'lists of purposes of use'),
    })
    .nullable()
    .default(null);
}

/** One code of v3-PurposeOfUse. */
export function purposeOfUse() {
  return text('a purpose of use').refine((value) => PURPOSES_OF_USE.has(value), {
    error: `must be a code of v3-PurposeOfUse, such as TREAT, ETREAT, HPAYMT, HOPERAT, HRESCH or PATRQT`,
  });
}

function purposes() {
  return z
    .array(purposeOfUse(), { error: 'must be a list of purposes of use' })
    .min(1, { error: 'must name at least one purpose of use' })
    .transform((list): ReadonlySet<string> => new Set(list));
}
