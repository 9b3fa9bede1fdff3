import type { CsvFile } from '../index/csv-file.ts';
import type { Sqlite } from '../sqlite.ts';

/** A staff member, as a row of the index. */
export interface StaffRow {
  /** The subject of the staff member's tokens. */
  readonly actor: string;
  readonly surname: string | null;
  readonly address: string | null;
  /** The id of an organization. */
  readonly employer: string | null;
  /** The staff member's own patient id. */
  readonly patient: string | null;
}

/**
 * The register of the staff, as a personnel department has it: `ACTOR` (the subject of the staff member's tokens),
 * `SURNAME`, `ADDRESS`, `ORGANIZATION` (the employer's id), `PATIENT` (the staff member's own patient id, or empty).
 * The file isn't part of a Synthea export, so it may be missing; then no staff member is known.
 */
export const STAFF: CsvFile<StaffRow> = {
  file: 'staff.csv',
  table: 'staff',
  columns: {
    actor: 'ACTOR',
    surname: 'SURNAME',
    address: 'ADDRESS',
    employer: 'ORGANIZATION',
    patient: 'PATIENT',
  },
};

/** A patient's employer. */
export interface PatientEmployer {
  readonly patient: string;
  readonly employer: string | null;
}

/**
 * Prepares reads of the register: staff members by actor, and employers by patient. An actor who is missing there but
 * is the id of a practitioner of the export is found as that practitioner.
 */
export function prepareStaffReads(index: Sqlite) {
  const practitioner = index.prepare<[string], { name: string | null; employer: string | null }>(
    'SELECT name, organizationId AS employer FROM practitioners WHERE id = ?',
  );
  const practitionerAsStaff = (actor: string): StaffRow | readonly [] => {
    const found = practitioner.get(actor);
    if (found === undefined) return [];
    const surname = found.name?.split(' ').at(-1) ?? null;
    return { actor, surname, address: null, employer: found.employer, patient: null };
  };
  const byActor = index.prepare<[string], StaffRow>(
    'SELECT actor, surname, address, employer, patient FROM staff WHERE actor = ?',
  );
  const byPatient = index.prepare<[string], { employer: string | null }>(
    'SELECT employer FROM staff WHERE patient = ?',
  );
  const hasStaff = index.prepare<[], { actor: string }>('SELECT actor FROM staff LIMIT 1');
  return {
    staff: (actors: readonly string[]): readonly StaffRow[] =>
      [...new Set(actors)].flatMap((actor) => byActor.get(actor) ?? practitionerAsStaff(actor)),
    /**
     * The employer of each patient; null for a patient without one. Empty without a register: the employers are unknown
     * then.
     */
    employers: (patients: readonly string[]): readonly PatientEmployer[] =>
      hasStaff.get() === undefined
        ? []
        : [...new Set(patients)].map((patient) => ({
            patient,
            employer: byPatient.get(patient)?.employer ?? null,
          })),
  };
}
