import type { CsvFile, IndexPlan } from '../index/csv-file.ts';
import { readNumber } from '../index/read-number.ts';
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

const MEDICATIONS: CsvFile = {
  file: 'medications.csv',
  table: 'medications',
  columns: [
    'START',
    'STOP',
    'PATIENT',
    'PAYER',
    'ENCOUNTER',
    'CODE',
    'DESCRIPTION',
    'PAYER_COVERAGE',
    'DISPENSES',
    'TOTALCOST',
    'REASONCODE',
    'REASONDESCRIPTION',
  ],
  values: (cell) => [
    recordId('Medication', ['PATIENT', 'ENCOUNTER', 'START', 'CODE'].map(cell)),
    medicationType(
      sensitivityOf(
        { code: cell('CODE'), text: cell('DESCRIPTION') },
        { code: cell('REASONCODE'), text: cell('REASONDESCRIPTION') },
      ),
    ),
    cell('PATIENT'),
    cell('ENCOUNTER'),
    cell('PAYER'),
    cell('CODE'),
    cell('DESCRIPTION'),
    cell('START'),
    cell('STOP'),
    cell('REASONCODE'),
    cell('REASONDESCRIPTION'),
    readNumber(cell('DISPENSES')),
    readNumber(cell('TOTALCOST')),
    readNumber(cell('PAYER_COVERAGE')),
  ],
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
  tables: `CREATE TABLE medications (n INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
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
