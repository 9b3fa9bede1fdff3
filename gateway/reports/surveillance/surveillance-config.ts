import { z } from 'zod';
import { CATEGORIES, type Category } from '../../../directives/spec.ts';
import type { Threshold } from '../catalog/rule-declaration.ts';
import { thresholdOf, type ThresholdRule } from '../catalog/threshold-rule.ts';
import { declarationOf, type UnusualRule } from '../catalog/unusual-rule.ts';
import { oneOf, roleList, text, whole, type Settings } from '../../platform/setting-types.ts';
import { isTimeZone } from '../time-zone.ts';
import { patientFile } from './facts/vip-list.ts';
import { siteList } from './sites.ts';
import { thresholdsSchema } from './thresholds-config.ts';

/** The longest time from the record of a suppression to its end that any configuration permits. */
export const MAX_SUPPRESSION_DAYS = 730;

export type SurveillanceSettings = Settings<typeof surveillanceSchema>;

/** `admin.unusual`: settings of the rules that find unusual access. */
export function surveillanceSchema(folder: string) {
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
      neighbor: z
        .strictObject({ houses: threshold('NEIGHBOR') })
        .prefault({})
        .describe('Access to the record of a neighbor.'),
      vip: z
        .strictObject({
          file: patientFile(folder)
            .nullable()
            .default(null)
            .describe(
              'Path of a text file with the id of one patient on each line, besides the patients that `facts` name. It is read at the start.',
            ),
        })
        .prefault({})
        .describe('People whose records attract curiosity, such as public figures.'),
      deceased: z
        .strictObject({ days: threshold('DECEASED') })
        .prefault({})
        .describe('Access to the record of a deceased patient.'),
      discharged: z
        .strictObject({
          roles: z
            .array(text('a role'), { error: 'must be a list of roles' })
            .default([])
            .describe('Roles whose work ends with the discharge. None: the rule is off.'),
          days: threshold('DISCHARGED'),
        })
        .prefault({})
        .describe('Access after the discharge of the patient.'),
      department: z
        .strictObject({
          names: z
            .array(text('the name of a department'), { error: 'must be a list of departments' })
            .default([])
            .describe(
              'Departments whose staff open the records of their own patients only, as `facts` name them. None: the rule is off.',
            ),
        })
        .prefault({})
        .describe('Access to patients of other departments.'),
      terminated: z
        .strictObject({ days: threshold('TERMINATED') })
        .prefault({})
        .describe('Access by former employees.'),
      volume: z
        .strictObject({ least: threshold('VOLUME') })
        .prefault({})
        .describe('Unusual number of patients.'),
      bulkDownload: z
        .strictObject({ records: threshold('BULK_DOWNLOAD') })
        .prefault({})
        .describe('Very many records.'),
      firstCategory: z
        .strictObject({
          categories: z
            .array(oneOf(CATEGORIES), {
              error: `must be a list of ${CATEGORIES.join(', ')}`,
            })
            .default([...SENSITIVE])
            .describe('Categories of PHI. Default: the categories with laws of their own.'),
          history: threshold('FIRST_CATEGORY'),
        })
        .prefault({})
        .describe('First access of a caller to a category.'),
      travel: z
        .strictObject({
          sites: siteList(),
          minutes: threshold('IMPOSSIBLE_TRAVEL'),
        })
        .prefault({})
        .describe('One account at two sites.'),
      repeatOffender: z
        .strictObject({ days: threshold('REPEAT_OFFENDER') })
        .prefault({})
        .describe('Cases of actors with an earlier violation.'),
      suppression: z
        .strictObject({
          days: whole(1, MAX_SUPPRESSION_DAYS)
            .default(365)
            .describe('Most days from the record of a suppression to its end.'),
        })
        .prefault({})
        .describe('Suppressions of cases, see [suppressions](reports.md#suppressions).'),
      score: z
        .strictObject({
          least: whole(0, 100)
            .default(25)
            .describe('Least score of a case in the queue. The others are listed below it.'),
          weights: ruleWeights(),
        })
        .prefault({})
        .describe('Scores of cases, see [scores](reports.md#scores).'),
      thresholds: thresholdsSchema(),
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
      SELF: points('SELF'),
      SAME_SURNAME: points('SAME_SURNAME'),
      SAME_ADDRESS: points('SAME_ADDRESS'),
      NEIGHBOR: points('NEIGHBOR'),
      CO_WORKER: points('CO_WORKER'),
      VIP: points('VIP'),
      DECEASED: points('DECEASED'),
      DISCHARGED: points('DISCHARGED'),
      DEPARTMENT: points('DEPARTMENT'),
      TERMINATED: points('TERMINATED'),
      NO_RELATIONSHIP: points('NO_RELATIONSHIP'),
      BREAK_GLASS: points('BREAK_GLASS'),
      AFTER_HOURS: points('AFTER_HOURS'),
      VOLUME: points('VOLUME'),
      BULK_DOWNLOAD: points('BULK_DOWNLOAD'),
      FIRST_CATEGORY: points('FIRST_CATEGORY'),
      IMPOSSIBLE_TRAVEL: points('IMPOSSIBLE_TRAVEL'),
      REPEAT_OFFENDER: points('REPEAT_OFFENDER'),
      PATIENT_QUESTION: points('PATIENT_QUESTION'),
    } satisfies Readonly<Record<UnusualRule, z.ZodType<number>>>)
    .prefault({})
    .describe('Points that each rule gives a case.');
}

function points(rule: UnusualRule) {
  return whole(0, 100).default(declarationOf(rule).points).describe('Points of the rule.');
}

/** The setting of a threshold, within the bounds of its declaration. */
function threshold(rule: ThresholdRule) {
  const { min, max, standard, text: meaning } = thresholdOf(rule);
  return whole(min, max).default(standard).describe(meaning);
}

/** The value of a threshold. */
export function thresholdIn(settings: SurveillanceSettings, { setting }: Threshold): number {
  const [section, key] = setting;
  const sections = new Map<string, object | null>(Object.entries(settings));
  const value = new Map<string, unknown>(Object.entries(sections.get(section) ?? {})).get(key);
  if (typeof value !== 'number') throw new TypeError(`the settings have no ${section}.${key}`);
  return value;
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
export const DEFAULT_SETTINGS: SurveillanceSettings = Object.freeze(
  surveillanceSchema('').parse({}),
);
