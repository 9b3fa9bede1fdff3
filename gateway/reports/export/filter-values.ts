import { z } from 'zod';
import { parseTime } from '../api/create-report-schema.ts';

/** A text of a filter, or null for none. */
export const word = z.string().max(1_000).nullish();

/** Yes, no, or null for either. */
export const flag = z.boolean().nullish();

/** A time as `DateTime` in `admin.graphql`, as UTC ms since 1970; null for none. */
export const time = z
  .string()
  .transform((text, context) => {
    try {
      return parseTime(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no time' });
      return z.NEVER;
    }
  })
  .nullish();
