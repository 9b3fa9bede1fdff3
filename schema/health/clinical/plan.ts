import type { ColumnSource, CsvFile, IndexPlan } from '../index/csv-file.ts';
import { recordId } from '../index/record-id.ts';
import { sensitivityOf } from '../sensitivity.ts';
import { recordType, type RecordRow, type RecordFile } from './record-row.ts';

/** LOINC: "What address do you live at?" The answer is an identifier, not a finding. */
const ADDRESS_QUESTION = '56799-0';

const OBSERVATIONS: CsvFile = {
  file: 'observations.csv',
  table: 'records',
  columns: recordColumns('Observation', {
    recordedAt: 'DATE',
    category: 'CATEGORY',
    value: {
      from: ['CODE', 'VALUE'],
      value: (code, value) => (code === ADDRESS_QUESTION ? null : value),
    },
    statedAddress: {
      from: ['CODE', 'VALUE'],
      value: (code, value) => (code === ADDRESS_QUESTION ? value : null),
    },
    unit: 'UNITS',
  }),
};

const CONDITIONS: CsvFile = {
  file: 'conditions.csv',
  table: 'records',
  columns: recordColumns('Condition', { recordedAt: 'START', endedAt: 'STOP' }),
};

const ALLERGIES: CsvFile = {
  file: 'allergies.csv',
  table: 'records',
  columns: recordColumns('Allergy', {
    recordedAt: 'START',
    endedAt: 'STOP',
    category: 'CATEGORY',
    reaction1: 'DESCRIPTION1',
    severity1: 'SEVERITY1',
    reaction2: 'DESCRIPTION2',
    severity2: 'SEVERITY2',
  }),
};

const PROCEDURES: CsvFile = {
  file: 'procedures.csv',
  table: 'records',
  columns: recordColumns('Procedure', {
    recordedAt: 'START',
    endedAt: 'STOP',
    reasonCode: 'REASONCODE',
    reasonDescription: 'REASONDESCRIPTION',
  }),
};

const IMMUNIZATIONS: CsvFile = {
  file: 'immunizations.csv',
  table: 'records',
  columns: recordColumns('Immunization', { recordedAt: 'DATE' }),
};

/** Whether a patient exists. A patient may have no records. */
const PATIENTS: CsvFile = {
  file: 'patients.csv',
  table: 'patients',
  columns: { id: 'Id' },
};

/** The columns of `records` that differ between the files. A file without a column leaves it out. */
interface OwnColumns extends Partial<Record<keyof RecordRow, ColumnSource>> {
  readonly recordedAt: string;
  readonly reasonCode?: string;
  readonly reasonDescription?: string;
}

function recordColumns(source: RecordFile, own: OwnColumns): CsvFile['columns'] {
  const { recordedAt, reasonCode, reasonDescription } = own;
  const reason = reasonCode && reasonDescription ? [reasonCode, reasonDescription] : [];
  return {
    ...own,
    patientId: 'PATIENT',
    encounterId: 'ENCOUNTER',
    code: 'CODE',
    description: 'DESCRIPTION',
    id: {
      from: ['PATIENT', 'ENCOUNTER', recordedAt, 'CODE'],
      value: (...identity) => recordId(source, identity),
    },
    source: { from: [], value: () => source },
    type: {
      from: ['CODE', 'DESCRIPTION', ...reason],
      value: (code, text, whyCode = null, whyText = null) =>
        recordType(source, sensitivityOf({ code, text }, { code: whyCode, text: whyText })),
    },
  };
}

/** Indexes observations, conditions, allergies, procedures and immunizations. */
export const CLINICAL_PLAN: IndexPlan = {
  version: 1,
  tables: `CREATE TABLE patients (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL);
    CREATE TABLE records (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
    source TEXT NOT NULL, patientId TEXT NOT NULL, encounterId TEXT, code TEXT, description TEXT,
    recordedAt TEXT, endedAt TEXT, category TEXT, value TEXT, unit TEXT, statedAddress TEXT,
    reasonCode TEXT, reasonDescription TEXT, reaction1 TEXT, severity1 TEXT, reaction2 TEXT,
    severity2 TEXT)`,
  indexes: `
    CREATE UNIQUE INDEX patients_id ON patients (id);
    CREATE UNIQUE INDEX records_id ON records (id);
    CREATE INDEX records_patient ON records (patientId, type, recordedAt);
    CREATE INDEX records_encounter ON records (encounterId) WHERE encounterId IS NOT NULL;`,
  derivedIds: ['records'],
  files: [PATIENTS, OBSERVATIONS, CONDITIONS, ALLERGIES, PROCEDURES, IMMUNIZATIONS],
  optional: [],
};
