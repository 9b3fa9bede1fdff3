import type { CsvFile, IndexPlan, ReadCell, StoredValue } from '../index/csv-file.ts';
import { recordId } from '../index/record-id.ts';
import { sensitivityOf } from '../sensitivity.ts';
import { RECORD_COLUMNS, recordType } from './record-row.ts';
import type { RecordRow, RecordSource } from './record-row.ts';

/** LOINC: "What address do you live at?" The answer is an identifier, not a finding. */
const ADDRESS_QUESTION = '56799-0';

const OBSERVATIONS: CsvFile = {
  file: 'observations.csv',
  table: 'records',
  columns: ['DATE', 'PATIENT', 'ENCOUNTER', 'CATEGORY', 'CODE', 'DESCRIPTION', 'VALUE', 'UNITS'],
  values: (cell) => {
    const asksForAddress = cell('CODE') === ADDRESS_QUESTION;
    return recordValues('Observation', cell, {
      recordedAt: cell('DATE'),
      category: cell('CATEGORY'),
      value: asksForAddress ? null : cell('VALUE'),
      statedAddress: asksForAddress ? cell('VALUE') : null,
      unit: cell('UNITS'),
    });
  },
};

const CONDITIONS: CsvFile = {
  file: 'conditions.csv',
  table: 'records',
  columns: ['START', 'STOP', 'PATIENT', 'ENCOUNTER', 'CODE', 'DESCRIPTION'],
  values: (cell) =>
    recordValues('Condition', cell, { recordedAt: cell('START'), endedAt: cell('STOP') }),
};

const ALLERGIES: CsvFile = {
  file: 'allergies.csv',
  table: 'records',
  columns: [
    'START',
    'STOP',
    'PATIENT',
    'ENCOUNTER',
    'CODE',
    'DESCRIPTION',
    'CATEGORY',
    'DESCRIPTION1',
    'SEVERITY1',
    'DESCRIPTION2',
    'SEVERITY2',
  ],
  values: (cell) =>
    recordValues('Allergy', cell, {
      recordedAt: cell('START'),
      endedAt: cell('STOP'),
      category: cell('CATEGORY'),
      reaction1: cell('DESCRIPTION1'),
      severity1: cell('SEVERITY1'),
      reaction2: cell('DESCRIPTION2'),
      severity2: cell('SEVERITY2'),
    }),
};

const PROCEDURES: CsvFile = {
  file: 'procedures.csv',
  table: 'records',
  columns: [
    'START',
    'STOP',
    'PATIENT',
    'ENCOUNTER',
    'CODE',
    'DESCRIPTION',
    'REASONCODE',
    'REASONDESCRIPTION',
  ],
  values: (cell) =>
    recordValues('Procedure', cell, {
      recordedAt: cell('START'),
      endedAt: cell('STOP'),
      reasonCode: cell('REASONCODE'),
      reasonDescription: cell('REASONDESCRIPTION'),
    }),
};

const IMMUNIZATIONS: CsvFile = {
  file: 'immunizations.csv',
  table: 'records',
  columns: ['DATE', 'PATIENT', 'ENCOUNTER', 'CODE', 'DESCRIPTION'],
  values: (cell) => recordValues('Immunization', cell, { recordedAt: cell('DATE') }),
};

/** Whether a patient exists. The record may still be empty. */
const PATIENTS: CsvFile = {
  file: 'patients.csv',
  table: 'patients',
  columns: ['Id'],
  values: (cell) => [cell('Id')],
};

function recordValues(
  source: RecordSource,
  cell: ReadCell,
  own: Partial<RecordRow>,
): readonly StoredValue[] {
  const code = cell('CODE');
  const description = cell('DESCRIPTION');
  const sensitivity = sensitivityOf(
    { code, text: description },
    { code: own.reasonCode ?? null, text: own.reasonDescription ?? null },
  );
  const patientId = cell('PATIENT');
  const encounterId = cell('ENCOUNTER');
  const row = {
    ...own,
    id: recordId(source, [patientId, encounterId, own.recordedAt ?? null, code]),
    type: recordType(source, sensitivity),
    source,
    patientId,
    encounterId,
    code,
    description,
  };
  return RECORD_COLUMNS.map((column) => row[column] ?? null);
}

/** Indexes observations, conditions, allergies, procedures and immunizations. */
export const CLINICAL_PLAN: IndexPlan = {
  version: 1,
  tables: `CREATE TABLE patients (n INTEGER PRIMARY KEY, id TEXT NOT NULL);
    CREATE TABLE records (n INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL,
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
