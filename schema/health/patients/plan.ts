import { foldText } from '../fold-text.ts';
import { VIPS } from './vips.ts';
import { numberIn, type Cell, type CsvFile, type IndexPlan } from '../index/csv-file.ts';

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
  readonly recordNumber: string | null;
  /** Name, record number and birth date, folded. */
  readonly searchText: string;
}

const PATIENTS: CsvFile<PatientRow> = {
  file: 'patients.csv',
  table: 'patients',
  columns: {
    id: 'Id',
    birthDate: 'BIRTHDATE',
    deathDate: 'DEATHDATE',
    ssn: 'SSN',
    driversLicense: 'DRIVERS',
    passport: 'PASSPORT',
    name: {
      from: ['FIRST', 'MIDDLE', 'LAST'],
      // Only exports since 2023 have it.
      optional: ['MIDDLE'],
      value: (...names) => names.filter(Boolean).join(' '),
    },
    surname: 'LAST',
    maidenName: 'MAIDEN',
    maritalStatus: 'MARITAL',
    race: 'RACE',
    ethnicity: 'ETHNICITY',
    gender: 'GENDER',
    line: 'ADDRESS',
    city: 'CITY',
    state: 'STATE',
    county: 'COUNTY',
    zip: 'ZIP',
    healthcareExpenses: numberIn('HEALTHCARE_EXPENSES'),
    healthcareCoverage: numberIn('HEALTHCARE_COVERAGE'),
    recordNumber: { from: ['Id'], value: recordNumberOf },
    searchText: {
      from: ['Id', 'BIRTHDATE', 'FIRST', 'MIDDLE', 'LAST'],
      optional: ['MIDDLE'],
      value: (id, ...rest) =>
        foldText([...rest, recordNumberOf(id ?? null)].filter(Boolean).join(' ')),
    },
  },
};

/** Eight digits of the id of a patient. */
function recordNumberOf(id: Cell): string | null {
  const number = Number.parseInt((id ?? '').slice(0, 8), 16);
  return Number.isNaN(number) ? null : `MR${String(number % 100_000_000).padStart(8, '0')}`;
}

/** Indexes `patients.csv`. */
export const PATIENTS_PLAN: IndexPlan = {
  version: 4,
  tables: `CREATE TABLE patients (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, birthDate TEXT, deathDate TEXT,
    ssn TEXT, driversLicense TEXT, passport TEXT, name TEXT NOT NULL, surname TEXT, maidenName TEXT, maritalStatus TEXT,
    race TEXT, ethnicity TEXT, gender TEXT, line TEXT, city TEXT, state TEXT, county TEXT, zip TEXT,
    healthcareExpenses REAL, healthcareCoverage REAL, recordNumber TEXT, searchText TEXT NOT NULL);
    CREATE TABLE vips (rowNumber INTEGER PRIMARY KEY, patientId TEXT NOT NULL);`,
  indexes: `CREATE UNIQUE INDEX patients_id ON patients (id);
    CREATE INDEX vips_patient ON vips (patientId);`,
  derivedIds: [],
  files: [PATIENTS],
  optional: [VIPS],
};
