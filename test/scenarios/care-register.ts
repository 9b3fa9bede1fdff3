import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DAY_MS } from '../../gateway/platform/durations.ts';

/** The denials of one patient that apply to one caller. */
export interface Denials {
  /** Whether the whole record is denied. */
  readonly all: boolean;
  readonly categories: ReadonlySet<string>;
}

/** Care teams and denials of patients, read from the files of an export, independently of the gateway. */
export interface CareRegister {
  treats(practitioner: string, patient: string): boolean;
  denies(patient: string, practitioner: string | null): Denials;
}

type Row = Readonly<Record<string, string>>;

/** Reads `encounters.csv` and, where it is there, `consents.csv`. */
export function readCareRegister(dataDir: string, days: number): CareRegister {
  const rows = (file: string): readonly Row[] =>
    parse<Row>(readFileSync(join(dataDir, file)), { columns: true });
  const encounters = rows('encounters.csv');
  const consents = existsSync(join(dataDir, 'consents.csv')) ? rows('consents.csv') : [];
  const newest = encounters.reduce((most, row) => Math.max(most, startOf(row)), 0);
  const treated = new Set(
    encounters
      .filter((row) => startOf(row) >= newest - days * DAY_MS)
      .map(({ PROVIDER, PATIENT }) => `${PROVIDER} ${PATIENT}`),
  );
  return {
    treats: (practitioner, patient) => treated.has(`${practitioner} ${patient}`),
    denies: (patient, practitioner) => {
      const denials = consents.filter(
        ({ PATIENT, ACTOR }) => PATIENT === patient && (ACTOR === '' || ACTOR === practitioner),
      );
      const categories = denials.map(({ CATEGORY = '' }) => CATEGORY);
      return { all: categories.includes(''), categories: new Set(categories) };
    },
  };
}

function startOf({ START = '' }: Row): number {
  return Date.parse(START);
}
