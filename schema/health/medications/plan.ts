import { numberIn, type CsvFile, type IndexPlan } from '../index/csv-file.ts';
import { recordId } from '../index/record-id.ts';
import { sensitivityOf } from '../sensitivity.ts';
import type { Sensitivity } from '../sensitivity.ts';

/** The object types that a medication can be. */
export type MedicationType = 'Medication' | 'MentalHealthMedication' | 'SubstanceUseMedication';

/** A medication, as a row of the index. */
export interface MedicationRow {
  readonly id: string;
  readonly type: MedicationType;
  readonly patientId: string;
  readonly encounterId: string | null;
  readonly payerId: string | null;
  readonly code: string | null;
  readonly description: string | null;
  readonly start: string | null;
  readonly end: string | null;
  readonly reasonCode: string | null;
  readonly reasonDescription: string | null;
  readonly dispenses: number | null;
  readonly totalCost: number | null;
  readonly payerCoverage: number | null;
}

const MEDICATIONS: CsvFile<MedicationRow> = {
  file: 'medications.csv',
  table: 'medications',
  columns: {
    id: {
      from: ['PATIENT', 'ENCOUNTER', 'START', 'CODE'],
      value: (...identity) => recordId('Medication', identity),
    },
    type: {
      from: ['CODE', 'DESCRIPTION', 'REASONCODE', 'REASONDESCRIPTION'],
      value: (code, text, reasonCode, reasonText) =>
        medicationType(sensitivityOf({ code, text }, { code: reasonCode, text: reasonText })),
    },
    patientId: 'PATIENT',
    encounterId: 'ENCOUNTER',
    payerId: 'PAYER',
    code: 'CODE',
    description: 'DESCRIPTION',
    start: 'START',
    end: 'STOP',
    reasonCode: 'REASONCODE',
    reasonDescription: 'REASONDESCRIPTION',
    dispenses: numberIn('DISPENSES'),
    totalCost: numberIn('TOTALCOST'),
    payerCoverage: numberIn('PAYER_COVERAGE'),
  },
};

function medicationType(sensitivity: Sensitivity): MedicationType {
  switch (sensitivity) {
    case 'substance-use':
      return 'SubstanceUseMedication';
    case 'mental-health':
      return 'MentalHealthMedication';
    case 'general':
      return 'Medication';
    default:
      return sensitivity satisfies never;
  }
}

/** Indexes medications. */
export const MEDICATIONS_PLAN: IndexPlan = {
  version: 1,
  tables: `CREATE TABLE medications (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
    patientId TEXT NOT NULL, encounterId TEXT, payerId TEXT, code TEXT, description TEXT, start TEXT,
    "end" TEXT, reasonCode TEXT, reasonDescription TEXT, dispenses INTEGER, totalCost REAL,
    payerCoverage REAL)`,
  indexes: `
    CREATE UNIQUE INDEX medications_id ON medications (id);
    CREATE INDEX medications_patient ON medications (patientId, type, start);
    CREATE INDEX medications_encounter ON medications (encounterId) WHERE encounterId IS NOT NULL;`,
  derivedIds: ['medications'],
  files: [MEDICATIONS],
  optional: [],
};
