import { z } from 'zod';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import { oneOf, roleList, text, whole, type Settings } from '../../platform/setting-types.ts';
import { isTimeZone } from '../../platform/time-zone.ts';

export type SurveillanceSettings = Settings<typeof surveillanceSchema>;

/** `admin.unusual`: settings of the rules that find unusual access. */
export function surveillanceSchema() {
  return z
    .strictObject({
      afterHours: z
        .strictObject({
          roles: roleList().describe('Roles that work these hours.'),
          timeZone: text('the name of a time zone')
            .refine(isTimeZone, {
              error: 'must be the name of an IANA time zone, such as America/New_York',
            })
            .describe('IANA time zone.'),
          from: clockTime().describe('Start of the working hours, such as "07:30".'),
          to: clockTime().describe(
            'End of the working hours. If it is not after `from`, they end on the next day.',
          ),
          days: z
            .array(oneOf(DAYS), { error: `must be a list of ${DAYS.join(', ')}` })
            .min(1, { error: 'must name at least one day' })
            .default(['MON', 'TUE', 'WED', 'THU', 'FRI'])
            .transform((days) => [...new Set(days)].map((day) => DAYS.indexOf(day)))
            .describe('Days on which working hours start.'),
        })
        .nullable()
        .default(null)
        .describe('Working hours. Null: the rule on access after hours is off.'),
      noRelationship: z
        .strictObject({
          roles: roleList().describe(
            'Roles whose members have a relationship with each patient whose record they open. None: the rule is off.',
          ),
        })
        .default({ roles: [] })
        .describe('Access without a relationship with the patient.'),
      volume: z
        .strictObject({
          least: whole(1, 1_000_000)
            .default(10)
            .describe('Patients in an hour that are never unusual.'),
        })
        .prefault({})
        .describe('Unusual number of patients.'),
      firstCategory: z
        .strictObject({
          categories: z
            .array(oneOf(CATEGORIES), {
              error: `must be a list of ${CATEGORIES.join(', ')}`,
            })
            .describe('Categories of PHI.'),
        })
        .default({ categories: [...SENSITIVE] })
        .describe(
          'First access of a caller to a category. Default: the categories with laws of their own.',
        ),
      deceased: z
        .strictObject({
          days: whole(0, 36_500)
            .default(30)
            .describe('Days after a death in which access to the record is usual.'),
        })
        .prefault({})
        .describe('Access to the record of a deceased patient.'),
      score: z
        .strictObject({
          least: whole(0, 100)
            .default(25)
            .describe('Least score of a case in the queue. The others are listed below it.'),
          weights: ruleWeights(),
        })
        .prefault({})
        .describe('Scores of cases, see [scores](reports.md#scores).'),
    })
    .prefault({})
    .describe('Settings of the rules that find unusual access.');
}

/**
 * The points of each rule. Relations between actor and patient, which explain most misuse, weigh most; what ordinary work
 * often brings along weighs least.
 */
function ruleWeights() {
  return z
    .strictObject({
      SELF: points(40),
      SAME_SURNAME: points(35),
      SAME_ADDRESS: points(45),
      CO_WORKER: points(45),
      DECEASED: points(40),
      NO_RELATIONSHIP: points(35),
      BREAK_GLASS: points(50),
      AFTER_HOURS: points(30),
      VOLUME: points(40),
      FIRST_CATEGORY: points(30),
    } satisfies Readonly<Record<UnusualRule, z.ZodType<number>>>)
    .prefault({})
    .describe('Points that each rule gives a case.');
}

function points(standard: number) {
  return whole(0, 100).default(standard).describe('Points of the rule.');
}

/** Categories that laws protect beyond HIPAA, such as 42 CFR part 2. */
const SENSITIVE = [
  'MENTAL_HEALTH',
  'SUBSTANCE_USE',
  'SEXUAL_HEALTH',
  'GENETIC',
] as const satisfies readonly Category[];

/** Numbered from 0 in `WorkingHours.days`. */
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** A time such as 07:30, in minutes since midnight. */
function clockTime() {
  const error = 'must be a time such as "07:30", from "00:00" to "23:59"';
  return z
    .string({ error })
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error })
    .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
}

/** The settings of an empty configuration. */
export const DEFAULT_SETTINGS: SurveillanceSettings = Object.freeze(surveillanceSchema().parse({}));
