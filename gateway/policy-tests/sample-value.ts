import { isEnumType, type GraphQLLeafType } from 'graphql';
import type { DateFormat } from '../../directives/policy/date-format.ts';
import type { Requirement } from '../../directives/policy/policy.ts';
import type { Category, Deidentify } from '../../directives/spec.ts';

/**
 * A made-up value of a field, which its de-identification method can be applied to. Never null, since only values that are
 * released are on the record.
 */
export function sampleValue(
  type: GraphQLLeafType,
  { owner, name, requirement }: SampledField,
): unknown {
  if (isEnumType(type)) return type.getValues()[0]?.value ?? null;
  const format = requirement?.dateFormat ?? null;
  if (format !== null) return OF_FORMAT[format];
  switch (type.name) {
    case 'Int':
      return requirement?.method === 'YEAR' ? 1972 : 47;
    case 'Float':
      return 47.5;
    case 'Boolean':
      return true;
    case 'ID':
      return `${owner}-1`;
    default:
      return sampleText(type.name, name, requirement);
  }
}

/** A field without a given value. */
export interface SampledField {
  /** The type that has it. */
  readonly owner: string;
  readonly name: string;
  /** Undefined for an unmarked field. */
  readonly requirement: Requirement | undefined;
}

function sampleText(type: string, name: string, requirement: Requirement | undefined): string {
  if (/time/i.test(type)) return '1972-03-14T09:30:00Z';
  if (/date/i.test(type)) return '1972-03-14';
  // The method takes an age, or a date of birth.
  if (requirement?.method === 'AGE_90_PLUS') return /age/i.test(name) ? '47' : '1972-03-14';
  const ofMethod = requirement && OF_METHOD.get(requirement.method);
  if (ofMethod !== undefined) return ofMethod;
  const [ofCategory] = (requirement?.categories ?? []).flatMap(
    (each) => OF_CATEGORY.get(each) ?? [],
  );
  return ofCategory ?? `sample ${name}`;
}

/** A date in each format of a date scalar, of which YEAR shows the year. */
const OF_FORMAT: Readonly<Record<DateFormat, string | number>> = {
  'iso-8601': '1972-03-14',
  'hl7-v2': '19720314',
  'day-month-year': '14.3.1972',
  'month-day-year': '3/14/1972',
  year: 1972,
  'unix-seconds': Date.UTC(1972, 2, 14) / 1000,
  'unix-milliseconds': Date.UTC(1972, 2, 14),
};

/** Texts that a method shows something of. */
const OF_METHOD: ReadonlyMap<Deidentify, string> = new Map([
  ['YEAR', '1972-03-14'],
  ['ZIP3', '02139'],
  ['LAST4', '999-00-4321'],
  ['INITIALS', 'Sample Patient'],
]);

const OF_CATEGORY: ReadonlyMap<Category, string> = new Map([
  ['NAME', 'Sample Patient'],
  ['GEOGRAPHY', 'Sample Town'],
  ['DATE', '1972-03-14'],
  ['PHONE', '555-0100'],
  ['FAX', '555-0101'],
  ['EMAIL', 'patient@example.org'],
  ['SSN', '999-00-4321'],
  ['URL', 'https://example.org/patient'],
  ['IP_ADDRESS', '192.0.2.1'],
]);
