import type { z } from 'zod';
import { CATEGORIES, type Category } from '../../directives/spec.ts';
import { mapOf } from './setting-types.ts';

/** A mapping with categories of PHI as keys; none by default. `what` ends "must be a mapping of categories to". */
export function mapOfCategories<Value>(item: z.ZodType<Value>, what: string) {
  return mapOf(item, `a mapping of categories to ${what}`)
    .prefault({})
    .transform((map, context) => {
      const known = new Map<Category, Value>();
      for (const [name, value] of map) {
        const category = CATEGORIES.find((one) => one === name);
        if (category !== undefined) known.set(category, value);
        else {
          const message = `is not a category. Write one of ${CATEGORIES.join(', ')}`;
          context.addIssue({ code: 'custom', message, path: [name] });
        }
      }
      return known;
    });
}
