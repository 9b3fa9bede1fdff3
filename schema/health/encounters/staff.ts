import { familyName } from '../family-name.ts';
import { containsWords, foldText, searchWords } from '../fold-text.ts';
import type { Cell, CsvFile } from '../index/csv-file.ts';
import type { Sqlite } from '../sqlite.ts';

/** A staff member, as a row of the index. */
export interface StaffRow {
  /** The subject of the staff member's tokens. */
  readonly actor: string;
  readonly surname: string | null;
  readonly name: string | null;
  readonly role: string | null;
  readonly department: string | null;
  readonly address: string | null;
  /** The id of an organization. */
  readonly employer: string | null;
  /** The staff member's own patient id. */
  readonly patient: string | null;
  /** Last day of the employment. */
  readonly ended: string | null;
}

/** The staff member with the text by which they are found. */
interface SearchedRow extends StaffRow {
  /** Name, role and department, folded. */
  readonly searchText: string;
}

/**
 * The register of the staff, as a personnel department has it: `ACTOR` (the subject of the staff member's tokens),
 * `SURNAME`, `ADDRESS`, `ORGANIZATION` (the employer's id), `PATIENT` (the staff member's own patient id, or empty), and
 * `NAME`, `ROLE`, `DEPARTMENT` and `ENDED` (the last day of the employment), which it may lack.
 * The file isn't part of a Synthea export, so it may be missing; then no staff member is known.
 */
export const STAFF: CsvFile<SearchedRow> = {
  file: 'staff.csv',
  table: 'staff',
  columns: {
    actor: 'ACTOR',
    surname: { from: ['SURNAME'], value: (cell = null) => familyName(cell) },
    address: 'ADDRESS',
    employer: 'ORGANIZATION',
    patient: 'PATIENT',
    name: { from: ['NAME'], optional: ['NAME'], value: same },
    role: { from: ['ROLE'], optional: ['ROLE'], value: same },
    department: { from: ['DEPARTMENT'], optional: ['DEPARTMENT'], value: same },
    ended: { from: ['ENDED'], optional: ['ENDED'], value: same },
    searchText: {
      from: ['NAME', 'ROLE', 'DEPARTMENT'],
      optional: ['NAME', 'ROLE', 'DEPARTMENT'],
      value: (...cells) => foldText(cells.filter(Boolean).join(' ')),
    },
  },
};

function same(cell?: Cell): string | null {
  return cell ?? null;
}

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
  const practitioner = index.prepare<[string], PractitionerAsStaff>(
    `${PRACTITIONERS} WHERE practitioners.id = ?`,
  );
  const byActor = index.prepare<[string], StaffRow>(`${STAFF_MEMBERS} WHERE actor = ?`);
  const find = (text: string): readonly StaffRow[] => {
    const words = searchWords(text);
    if (words.length === 0) return [];
    const limit = 'LIMIT 20';
    const members = index.prepare<string[], StaffRow>(
      `${STAFF_MEMBERS} WHERE ${containsWords('searchText', words)} ${limit}`,
    );
    const practitioners = index.prepare<string[], PractitionerAsStaff>(
      `${PRACTITIONERS} WHERE ${containsWords('practitioners.searchText', words)} ${limit}`,
    );
    const found = [...members.all(...words), ...practitioners.all(...words).map(asStaff)];
    // A practitioner can be in the register too, whose row comes first.
    const isFirst = ({ actor }: StaffRow, place: number) =>
      found.findIndex((each) => each.actor === actor) === place;
    return found.filter(isFirst).slice(0, 20);
  };
  const byPatient = index.prepare<[string], { employer: string | null }>(
    'SELECT employer FROM staff WHERE patient = ?',
  );
  const hasStaff = index.prepare<[], { actor: string }>('SELECT actor FROM staff LIMIT 1');
  return {
    staff: (actors: readonly string[]): readonly StaffRow[] =>
      [...new Set(actors)].flatMap((actor) => {
        const found = byActor.get(actor) ?? practitioner.get(actor);
        return found === undefined ? [] : 'address' in found ? found : asStaff(found);
      }),
    find,
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

const STAFF_MEMBERS =
  'SELECT actor, surname, address, employer, patient, name, role, department, ended FROM staff';

/** A practitioner of the export, whose id is what they sign in as. */
interface PractitionerAsStaff {
  readonly actor: string;
  readonly name: string | null;
  readonly employer: string | null;
  readonly specialty: string | null;
  readonly department: string | null;
}

const PRACTITIONERS = `SELECT practitioners.id AS actor, practitioners.name AS name, organizationId AS employer,
  specialty, organizations.name AS department
  FROM practitioners LEFT JOIN organizations ON organizations.id = organizationId`;

function asStaff({ specialty, ...practitioner }: PractitionerAsStaff): StaffRow {
  return {
    ...practitioner,
    surname: familyName(practitioner.name?.split(' ').at(-1) ?? null),
    ended: null,
    role: specialty === null ? null : specialty.charAt(0) + specialty.slice(1).toLowerCase(),
    address: null,
    patient: null,
  };
}
