import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { assertRecordable } from '../../pipeline/limits/assert-recordable.ts';
import { tooMuch } from '../catalog/request-fault.ts';

/**
 * The caller of a request for reports, and what the request has read so far. Not frozen, because graphql-shield adds to
 * it.
 */
export interface ReportContext {
  readonly request: RequestContext;
  /** Whether the caller sees every report. */
  readonly isReviewer: boolean;
  /** Whether the caller may also write: review cases and record disclosures. Every reviewer but some SMART apps may. */
  readonly isWriter: boolean;
  /** Whether the caller may change thresholds of the rules for unusual access. */
  readonly changesThresholds: boolean;
  /** Whether the caller sees names of patients and staff from the directory. */
  readonly seesNames: boolean;
  /** Whether the caller sees the name of their own record in letters. */
  readonly seesOwnName: boolean;
  /** The patient whose record is the caller's own; null if no role of the caller reaches it. */
  readonly own: string | null;
  /** Whether the caller may ask questions about their own record. Every patient but those of some SMART apps may. */
  readonly isAsker: boolean;
  readonly asked: Asked;
}

/** Collects what a request reads, for its record in the ledger, and limits how much that is. */
export interface Asked {
  /**
   * Adds a report before it is read. Throws `OPERATION_TOO_COMPLEX` for too many rows in one request, and
   * `BAD_USER_INPUT` for a patient id that cannot be recorded.
   */
  read(report: string, about: { readonly rows: number } & Partial<About>): void;
  /** Counts rows of something that is not recorded. Throws as `read` does. */
  spend(rows: number): void;
  /** Adds a denied field, and the patient in its arguments. Throws `BAD_USER_INPUT` as `read` does. */
  deny(coordinate: string, patient: string | null): void;
  /** States that the request has appended a record: the client must not send it again. */
  markWritten(): void;
  /** Adds patients that the result is about. */
  addPatients(patients: readonly string[]): void;
  facts(): AskedFacts;
  hasWritten(): boolean;
}

interface About {
  /** Names of the parts of the filter that are set. */
  readonly filters: readonly string[];
  readonly patient: string | null;
}

/** Everything that a request read or was denied. The lists of names are sorted. */
export interface AskedFacts {
  readonly reports: readonly string[];
  readonly filters: readonly string[];
  readonly patients: readonly string[];
  readonly denied: readonly { readonly coordinate: string; readonly count: number }[];
}

/** The roles that read reports. */
export interface ReportRoles {
  /** Roles that see every report. */
  readonly reviewers: readonly string[];
  /** Roles that reach patients as `self`: they see the access to their own record. */
  readonly patients: readonly string[];
  /** Roles of reviewers that see names from the directory; none if it is off. */
  readonly directory: readonly string[];
  /** Roles of reviewers that change thresholds. */
  readonly thresholds: readonly string[];
}

/** Creates the context of a request. */
export function openContext(
  request: RequestContext,
  { reviewers, patients, directory, thresholds }: ReportRoles,
): ReportContext {
  const hasReviewer = (letters: string) =>
    rolesForReports(request.caller, letters).some((role) => reviewers.includes(role));
  const seesNames = rolesForReports(request.caller, 'rs', null, ['AuditEvent', 'Patient']).some(
    (role) => reviewers.includes(role) && directory.includes(role),
  );
  return {
    request,
    isReviewer: hasReviewer('rs'),
    isWriter: hasReviewer('crs'),
    changesThresholds: rolesForReports(request.caller, 'crs').some(
      (role) => reviewers.includes(role) && thresholds.includes(role),
    ),
    seesNames,
    seesOwnName: ownRecord(request.caller, patients, ['AuditEvent', 'Patient']) !== null,
    own: ownRecord(request.caller, patients),
    isAsker: ownRecord(request.caller, patients, ['AuditEvent'], 'crs') !== null,
    asked: createAsked(),
  };
}

/**
 * The patient claim alone does not make the caller a patient: the app of a clinician gets it too, for the open chart
 * (SMART App Launch). One of the caller's `self` roles has to reach the patient.
 */
function ownRecord(
  caller: RequestContext['caller'],
  selfRoles: readonly string[],
  resources: readonly string[] = ['AuditEvent'],
  letters = 'rs',
): string | null {
  const { ownPatient: own, patients } = caller;
  if (own === null || own === '' || isPlaceholder(own)) return null;
  const isSelf = rolesForReports(caller, letters, own, resources).some(
    (role) => selfRoles.includes(role) && patients.get(role)?.includes(own) === true,
  );
  return isSelf ? own : null;
}

/**
 * The caller's roles that count for reports about a patient, or about all patients. In the token of a SMART app they are
 * those of scopes of each of the resources with all of the letters. A scope for every resource is not enough: it is one
 * for the resources of the graph.
 */
function rolesForReports(
  { roles, smart }: RequestContext['caller'],
  letters: string,
  patient: string | null = null,
  resources: readonly string[] = ['AuditEvent'],
): readonly string[] {
  if (smart === null) return roles;
  return smart.levels
    .filter(({ onlyPatient }) => onlyPatient === null || onlyPatient === patient)
    .filter(({ granted }) =>
      resources.every((resource) => {
        const held = granted.get(resource) ?? '';
        return letters.split('').every((letter) => held.includes(letter));
      }),
    )
    .flatMap((level) => level.roles);
}

/** Rows that one request may read: two of the largest pages (`parseFirst`), and some more. */
const MAX_ROWS = 2_500;

/** Rows that each field counts as, in addition to its own. */
const ROWS_PER_FIELD = 50;

function createAsked(): Asked {
  const reports = new Set<string>();
  const filters = new Set<string>();
  const patients = new Set<string>();
  const denied = new Map<string, number>();
  let rows = 0;
  let hasWritten = false;
  const spend = (more: number) => {
    rows += more + ROWS_PER_FIELD;
    // Negated, so that NaN is refused.
    if (!(rows <= MAX_ROWS)) {
      throw tooMuch(
        `At most ${MAX_ROWS} rows are asked for at a time; each field counts as ${ROWS_PER_FIELD} more.`,
      );
    }
  };
  return {
    spend,
    read(report, about) {
      if (about.patient != null) assertRecordable([about.patient]);
      spend(about.rows);
      reports.add(report);
      for (const name of about.filters ?? []) filters.add(name);
      if (about.patient != null) patients.add(about.patient);
    },
    deny(coordinate, patient) {
      if (patient !== null) assertRecordable([patient]);
      denied.set(coordinate, (denied.get(coordinate) ?? 0) + 1);
      if (patient !== null) patients.add(patient);
    },
    addPatients(more) {
      for (const patient of more) patients.add(patient);
    },
    markWritten() {
      hasWritten = true;
    },
    hasWritten: () => hasWritten,
    facts: () => ({
      reports: [...reports].toSorted(),
      filters: [...filters].toSorted(),
      // What stands in place of an erased id is not the id of a patient.
      patients: [...patients].filter((id) => !isPlaceholder(id)).toSorted(),
      denied: [...denied].map(([coordinate, count]) => ({ coordinate, count })),
    }),
  };
}
