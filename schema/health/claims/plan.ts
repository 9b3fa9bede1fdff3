import type { CsvFile, IndexPlan } from '../index/csv-file.ts';
import { readNumber } from '../index/read-number.ts';

/** A claim, as a row of the index. */
export interface ClaimRow {
  readonly id: string;
  readonly patientId: string;
  readonly practitionerId: string | null;
  readonly payerId: string | null;
  readonly secondaryPayerId: string | null;
  readonly encounterId: string | null;
  readonly serviceDate: string | null;
  readonly lastBilledAt: string | null;
  readonly status: string | null;
  readonly outstanding: number | null;
  readonly patientOutstanding: number | null;
  /** SNOMED CT codes, joined by spaces. */
  readonly diagnosisCodes: string;
}

/** A payer, as a row of the index. */
export interface PayerRow {
  readonly id: string;
  readonly name: string | null;
  readonly line: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly phone: string | null;
}

const DIAGNOSES = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `DIAGNOSIS${n}`);

const CLAIMS: CsvFile = {
  file: 'claims.csv',
  table: 'claims',
  columns: [
    'Id',
    'PATIENTID',
    'PROVIDERID',
    'PRIMARYPATIENTINSURANCEID',
    'SECONDARYPATIENTINSURANCEID',
    ...DIAGNOSES,
    'APPOINTMENTID',
    'SERVICEDATE',
    'STATUS1',
    'OUTSTANDING1',
    'OUTSTANDINGP',
    'LASTBILLEDDATE1',
  ],
  values: (cell) => [
    cell('Id'),
    cell('PATIENTID'),
    cell('PROVIDERID'),
    reference(cell('PRIMARYPATIENTINSURANCEID')),
    reference(cell('SECONDARYPATIENTINSURANCEID')),
    cell('APPOINTMENTID'),
    cell('SERVICEDATE'),
    cell('LASTBILLEDDATE1'),
    cell('STATUS1'),
    readNumber(cell('OUTSTANDING1')),
    readNumber(cell('OUTSTANDINGP')),
    [...new Set(DIAGNOSES.map(cell))].filter(Boolean).join(' '),
  ],
};

const PAYERS: CsvFile = {
  file: 'payers.csv',
  table: 'payers',
  columns: ['Id', 'NAME', 'ADDRESS', 'CITY', 'STATE_HEADQUARTERED', 'ZIP', 'PHONE'],
  values: (cell) => [
    cell('Id'),
    cell('NAME'),
    cell('ADDRESS'),
    cell('CITY'),
    cell('STATE_HEADQUARTERED'),
    cell('ZIP'),
    cell('PHONE'),
  ],
};

/** Claims have codes without texts; conditions have both. */
const DIAGNOSIS_TEXTS: CsvFile = {
  file: 'conditions.csv',
  table: 'diagnosis_texts',
  columns: ['CODE', 'DESCRIPTION'],
  values: (cell) => [cell('CODE'), cell('DESCRIPTION')],
};

/** Synthea writes 0 for no insurance. */
function reference(cell: string | null): string | null {
  return cell === '0' ? null : cell;
}

/** Indexes claims, payers and the texts of diagnoses. */
export const CLAIMS_PLAN: IndexPlan = {
  version: 1,
  tables: `
    CREATE TABLE claims (n INTEGER PRIMARY KEY, id TEXT NOT NULL, patientId TEXT NOT NULL,
      practitionerId TEXT, payerId TEXT, secondaryPayerId TEXT, encounterId TEXT, serviceDate TEXT,
      lastBilledAt TEXT, status TEXT, outstanding REAL, patientOutstanding REAL,
      diagnosisCodes TEXT NOT NULL);
    CREATE TABLE payers (n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, line TEXT, city TEXT,
      state TEXT, zip TEXT, phone TEXT);
    CREATE TABLE diagnosis_texts (n INTEGER PRIMARY KEY, code TEXT NOT NULL, description TEXT NOT NULL,
      UNIQUE (code, description) ON CONFLICT IGNORE);`,
  indexes: `
    CREATE UNIQUE INDEX claims_id ON claims (id);
    CREATE INDEX claims_patient ON claims (patientId, serviceDate);
    CREATE INDEX claims_encounter ON claims (encounterId) WHERE encounterId IS NOT NULL;
    CREATE UNIQUE INDEX payers_id ON payers (id);`,
  derivedIds: [],
  files: [CLAIMS, PAYERS, DIAGNOSIS_TEXTS],
  optional: [],
};
