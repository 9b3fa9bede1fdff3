import { numberIn, type ComputedColumn, type CsvFile, type IndexPlan } from '../index/csv-file.ts';

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

const CLAIMS: CsvFile<ClaimRow> = {
  file: 'claims.csv',
  table: 'claims',
  columns: {
    id: 'Id',
    patientId: 'PATIENTID',
    practitionerId: 'PROVIDERID',
    payerId: insuranceIn('PRIMARYPATIENTINSURANCEID'),
    secondaryPayerId: insuranceIn('SECONDARYPATIENTINSURANCEID'),
    diagnosisCodes: {
      from: [1, 2, 3, 4, 5, 6, 7, 8].map((nth) => `DIAGNOSIS${nth}`),
      value: (...codes) => [...new Set(codes)].filter(Boolean).join(' '),
    },
    encounterId: 'APPOINTMENTID',
    serviceDate: 'SERVICEDATE',
    status: 'STATUS1',
    outstanding: numberIn('OUTSTANDING1'),
    patientOutstanding: numberIn('OUTSTANDINGP'),
    lastBilledAt: 'LASTBILLEDDATE1',
  },
};

const PAYERS: CsvFile<PayerRow> = {
  file: 'payers.csv',
  table: 'payers',
  columns: {
    id: 'Id',
    name: 'NAME',
    line: 'ADDRESS',
    city: 'CITY',
    state: 'STATE_HEADQUARTERED',
    zip: 'ZIP',
    phone: 'PHONE',
  },
};

/** Claims have codes without texts; conditions have both. */
const DIAGNOSIS_TEXTS: CsvFile = {
  file: 'conditions.csv',
  table: 'diagnosis_texts',
  columns: { code: 'CODE', description: 'DESCRIPTION' },
};

/** A payer's id; null for 0, which Synthea writes for no insurance. */
function insuranceIn(column: string): ComputedColumn {
  return { from: [column], value: (payer) => (payer === '0' ? null : payer) };
}

/** Indexes claims, payers and the texts of diagnoses. */
export const CLAIMS_PLAN: IndexPlan = {
  version: 1,
  tables: `
    CREATE TABLE claims (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, patientId TEXT NOT NULL,
      practitionerId TEXT, payerId TEXT, secondaryPayerId TEXT, encounterId TEXT, serviceDate TEXT,
      lastBilledAt TEXT, status TEXT, outstanding REAL, patientOutstanding REAL,
      diagnosisCodes TEXT NOT NULL);
    CREATE TABLE payers (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, line TEXT, city TEXT,
      state TEXT, zip TEXT, phone TEXT);
    CREATE TABLE diagnosis_texts (rowNumber INTEGER PRIMARY KEY, code TEXT NOT NULL, description TEXT NOT NULL,
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
