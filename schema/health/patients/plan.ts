import type { IndexPlan } from '../index/csv-file.ts';
import { readNumber } from '../index/read-number.ts';

/** A patient, as a row of the index. */
export interface PatientRow {
  readonly id: string;
  readonly birthDate: string | null;
  readonly deathDate: string | null;
  readonly ssn: string | null;
  readonly driversLicense: string | null;
  readonly passport: string | null;
  readonly name: string;
  readonly surname: string | null;
  readonly maidenName: string | null;
  readonly maritalStatus: string | null;
  readonly race: string | null;
  readonly ethnicity: string | null;
  readonly gender: string | null;
  readonly line: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly county: string | null;
  readonly zip: string | null;
  readonly healthcareExpenses: number | null;
  readonly healthcareCoverage: number | null;
}

/** Indexes `patients.csv`. */
export const PATIENTS_PLAN: IndexPlan = {
  version: 2,
  tables: `CREATE TABLE patients (n INTEGER PRIMARY KEY, id TEXT NOT NULL, birthDate TEXT, deathDate TEXT,
    ssn TEXT, driversLicense TEXT, passport TEXT, name TEXT NOT NULL, surname TEXT, maidenName TEXT, maritalStatus TEXT,
    race TEXT, ethnicity TEXT, gender TEXT, line TEXT, city TEXT, state TEXT, county TEXT, zip TEXT,
    healthcareExpenses REAL, healthcareCoverage REAL)`,
  indexes: 'CREATE UNIQUE INDEX patients_id ON patients (id)',
  derivedIds: [],
  optional: [],
  files: [
    {
      file: 'patients.csv',
      table: 'patients',
      columns: [
        'Id',
        'BIRTHDATE',
        'DEATHDATE',
        'SSN',
        'DRIVERS',
        'PASSPORT',
        'FIRST',
        'LAST',
        'MAIDEN',
        'MARITAL',
        'RACE',
        'ETHNICITY',
        'GENDER',
        'ADDRESS',
        'CITY',
        'STATE',
        'COUNTY',
        'ZIP',
        'HEALTHCARE_EXPENSES',
        'HEALTHCARE_COVERAGE',
      ],
      values: (cell) => [
        cell('Id'),
        cell('BIRTHDATE'),
        cell('DEATHDATE'),
        cell('SSN'),
        cell('DRIVERS'),
        cell('PASSPORT'),
        // Exports since 2023 have a middle name too.
        ['FIRST', 'MIDDLE', 'LAST'].map(cell).filter(Boolean).join(' '),
        cell('LAST'),
        cell('MAIDEN'),
        cell('MARITAL'),
        cell('RACE'),
        cell('ETHNICITY'),
        cell('GENDER'),
        cell('ADDRESS'),
        cell('CITY'),
        cell('STATE'),
        cell('COUNTY'),
        cell('ZIP'),
        readNumber(cell('HEALTHCARE_EXPENSES')),
        readNumber(cell('HEALTHCARE_COVERAGE')),
      ],
    },
  ],
};
