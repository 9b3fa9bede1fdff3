import { z } from 'zod';
import { CATEGORIES } from '../../directives/spec.ts';
import { USUAL_SETTINGS } from '../reports/surveillance/surveillance-settings.ts';
import { isTimeZone } from '../platform/time-zone.ts';
import { oneOf, text, whole } from './values.ts';

/** `admin.unusual`: what the rules that find unusual access can't know by themselves. */
export function unusualSchema() {
  const { volume, firstCategory, deceased } = USUAL_SETTINGS;
  const roles = z
    .array(text('a role'), { error: 'must be a list of roles' })
    .min(1, { error: 'must name at least one role' });
  return z
    .strictObject({
      afterHours: z
        .strictObject({
          roles,
          timeZone: text('the name of a time zone').refine(isTimeZone, {
            error: 'must be the name of an IANA time zone, such as America/New_York',
          }),
          from: clockTime(),
          to: clockTime(),
          days: z
            .array(oneOf(DAYS), { error: `must be a list of ${DAYS.join(', ')}` })
            .min(1, { error: 'must name at least one day' })
            .default(['MON', 'TUE', 'WED', 'THU', 'FRI'])
            .transform((days) => [...new Set(days)].map((day) => DAYS.indexOf(day))),
        })
        .nullable()
        .default(null),
      noRelationship: z.strictObject({ roles }).default({ roles: [] }),
      volume: z
        .strictObject({ least: whole(1, 1_000_000).default(volume.least) })
        .default({ ...volume }),
      firstCategory: z
        .strictObject({
          categories: z.array(oneOf(CATEGORIES), {
            error: `must be a list of ${CATEGORIES.join(', ')}`,
          }),
        })
        .default({ categories: [...firstCategory.categories] }),
      deceased: z
        .strictObject({ days: whole(0, 36_500).default(deceased.days) })
        .default({ ...deceased }),
    })
    .prefault({});
}

/** As `WorkingHours` counts them. */
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** Minutes since midnight of a time such as 07:30. */
function clockTime() {
  const error = 'must be a time such as "07:30", from "00:00" to "23:59"';
  return z
    .string({ error })
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error })
    .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
}
