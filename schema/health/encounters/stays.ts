import type { Sqlite } from '../sqlite.ts';

/** Where a patient is treated, and since when no longer. */
export interface PatientStay {
  readonly patient: string;
  /** Separated by semicolons. */
  readonly departments: string | null;
  /** ISO 8601. */
  readonly discharged: string | null;
}

/**
 * Prepares reads of where patients are treated: the clinics of their encounters, and the emergency department. The data
 * says of no patient that they are in the house: who was last seen on a stay or in an emergency was discharged after it.
 */
export function prepareStayReads(index: Sqlite) {
  const places = index.prepare<[string, string], { department: string }>(
    `SELECT DISTINCT coalesce(organizations.name, '') AS department FROM encounters
      LEFT JOIN organizations ON organizations.id = organizationId WHERE patientId = ?
      UNION SELECT '${EMERGENCY}' FROM encounters WHERE patientId = ? AND class = 'emergency'
      ORDER BY department`,
  );
  const last = index.prepare<[string], { class: string | null; end: string | null }>(
    'SELECT class, "end" FROM encounters WHERE patientId = ? ORDER BY start DESC, rowNumber DESC LIMIT 1',
  );
  return (patients: readonly string[]): readonly PatientStay[] =>
    [...new Set(patients)].map((patient) => {
      const departments = places
        .all(patient, patient)
        .flatMap(({ department }) => department || []);
      const encounter = last.get(patient);
      const isStay = encounter?.class === 'emergency' || encounter?.class === 'inpatient';
      return {
        patient,
        departments: departments.length === 0 ? null : departments.join('; '),
        discharged: isStay ? (encounter.end?.slice(0, 10) ?? null) : null,
      };
    });
}

const EMERGENCY = 'Emergency department';
