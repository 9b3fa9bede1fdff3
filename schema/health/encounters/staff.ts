import type { CsvFile } from '../index/csv-file.ts';
import type { Sqlite } from '../sqlite.ts';

/** Somebody of the staff, as the index keeps them. */
export interface StaffRow {
  /** The subject of their tokens. */
  readonly actor: string;
  readonly surname: string | null;
  readonly address: string | null;
  readonly employer: string | null;
  readonly patient: string | null;
}

/**
 * The register of the staff, as a personnel department has it: `ACTOR` (what they sign in as), `SURNAME`,
 * `ADDRESS`, `ORGANIZATION` (an id), `PATIENT` (their own record; empty is none). It isn't part of a Synthea
 * export, so it may be missing: nobody of the staff is known then.
 */
export const STAFF: CsvFile = {
  file: 'staff.csv',
  table: 'staff',
  columns: ['ACTOR', 'SURNAME', 'ADDRESS', 'ORGANIZATION', 'PATIENT'],
  values: (cell) => ['ACTOR', 'SURNAME', 'ADDRESS', 'ORGANIZATION', 'PATIENT'].map(cell),
};

/** Where a patient is employed. */
export interface PatientEmployer {
  readonly patient: string;
  readonly employer: string | null;
}

/** Reads the register: who signs in as these, and where patients are employed. */
export function readStaff(index: Sqlite) {
  const byActor = index.prepare<[string], StaffRow>(
    'SELECT actor, surname, address, employer, patient FROM staff WHERE actor = ?',
  );
  const byPatient = index.prepare<[string], { employer: string | null }>(
    'SELECT employer FROM staff WHERE patient = ?',
  );
  const hasStaff = index.prepare<[], { actor: string }>('SELECT actor FROM staff LIMIT 1');
  return {
    staff: (actors: readonly string[]): readonly StaffRow[] =>
      [...new Set(actors)].flatMap((actor) => byActor.get(actor) ?? []),
    /** Without a register nobody's employer is known, which isn't the same as none. */
    employers: (patients: readonly string[]): readonly PatientEmployer[] =>
      hasStaff.get() === undefined
        ? []
        : [...new Set(patients)].map((patient) => ({
            patient,
            employer: byPatient.get(patient)?.employer ?? null,
          })),
  };
}
