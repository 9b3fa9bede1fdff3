import { z } from 'zod';
import { PURPOSES_OF_USE } from './purposes-of-use.ts';
import { mapOfCategories } from '../../platform/map-of-categories.ts';
import { claimPath, flag, mapOf, text, type Settings } from '../../platform/setting-types.ts';

/** Purposes of use are codes of v3-PurposeOfUse (https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html). */
export type PurposeConfig = NonNullable<Settings<typeof purposeSchema>>;

/** `purpose`: where the purpose of use of a request comes from, who may act for which, and what needs one. */
export function purposeSchema() {
  return z
    .strictObject({
      claim: claimPath()
        .default('purpose_of_use')
        .describe('Path of the claim with one or several purposes.'),
      header: flag()
        .default(false)
        .describe('Whether the header `x-purpose-of-use` may state a purpose.'),
      default: purposeOfUse()
        .nullable()
        .default(null)
        .describe('Purpose of requests that state none.'),
      roles: mapOf(purposes(), 'a mapping of roles to lists of purposes of use').describe(
        'Role → the purposes it may act for. Every role that reaches patients needs an entry.',
      ),
      categories: mapOfCategories(purposes(), 'lists of purposes of use').describe(
        'Category of PHI → the purposes that open it. A category without an entry needs no particular purpose.',
      ),
    })
    .nullable()
    .default(null)
    .describe('Purposes of use. Null: they decide nothing.');
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
