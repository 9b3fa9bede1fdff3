import type { Page } from '../paging.ts';
import type { Sqlite } from '../sqlite.ts';
import { CHARLSON_CODES } from './charlson-index.ts';
import type { RecordRow, RecordType } from './record-row.ts';

/** Queries of clinical records, each by an index. Lists are newest first. */
export interface RecordReads {
  /** The record of this id, and of this type unless that is null. */
  readonly byId: (id: string, type: RecordType | null) => RecordRow | null;
  readonly ofPatient: (patientId: string, type: RecordType, page: Page) => readonly RecordRow[];
  readonly timeline: (patientId: string, page: Page) => readonly RecordRow[];
  readonly ofEncounter: (encounterId: string, page: Page) => readonly RecordRow[];
  /** Whether the export has such a patient. */
  readonly hasPatient: (patientId: string) => boolean;
  /** The codes of the Charlson index among the patient's conditions. */
  readonly charlsonCodes: (patientId: string) => ReadonlySet<string>;
}

/** Prepares all statements once. */
export function prepareRecordReads(index: Sqlite): RecordReads {
  const byId = index.prepare<[string], RecordRow>('SELECT * FROM records WHERE id = ?');
  const ofPatient = index.prepare<[string, RecordType, number, number], RecordRow>(
    `SELECT * FROM records WHERE patientId = ? AND type = ?
      ORDER BY recordedAt DESC, rowNumber DESC LIMIT ? OFFSET ?`,
  );
  const timeline = index.prepare<[string, number, number], RecordRow>(
    'SELECT * FROM records WHERE patientId = ? ORDER BY recordedAt DESC, rowNumber DESC LIMIT ? OFFSET ?',
  );
  const ofEncounter = index.prepare<[string, number, number], RecordRow>(
    'SELECT * FROM records WHERE encounterId = ? ORDER BY recordedAt DESC, rowNumber DESC LIMIT ? OFFSET ?',
  );
  const patient = index.prepare<[string]>('SELECT 1 FROM patients WHERE id = ?');
  const codes = index.prepare<[string, ...string[]], { code: string }>(
    `SELECT DISTINCT code FROM records WHERE patientId = ? AND source = 'Condition'
      AND code IN (${CHARLSON_CODES.map(() => '?').join(', ')})`,
  );
  return {
    byId: (id, type) => {
      const row = byId.get(id);
      return row === undefined || (type !== null && row.type !== type) ? null : row;
    },
    ofPatient: (patientId, type, { first, skip }) => ofPatient.all(patientId, type, first, skip),
    timeline: (patientId, { first, skip }) => timeline.all(patientId, first, skip),
    ofEncounter: (encounterId, { first, skip }) => ofEncounter.all(encounterId, first, skip),
    hasPatient: (patientId) => patient.get(patientId) !== undefined,
    charlsonCodes: (patientId) =>
      new Set(codes.all(patientId, ...CHARLSON_CODES).map(({ code }) => code)),
  };
}
