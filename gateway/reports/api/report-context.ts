import type { RequestContext } from '../../platform/request-context.ts';
import { assertRecordable } from '../../pipeline/limits/assert-recordable.ts';
import { tooMuch } from '../catalog/request-fault.ts';

/** Who asks for reports, and what the request has asked for so far. graphql-shield writes on it: not frozen. */
export interface ReportContext {
  readonly request: RequestContext;
  /** Sees every report. */
  readonly isReviewer: boolean;
  /** The patient whose record is the caller's own; null where no role of the caller makes it so. */
  readonly own: string | null;
  readonly asked: Asked;
}

/** What a request asks for, as its record will tell it. */
export interface Asked {
  /**
   * Adds a report that is about to be read. Throws `OPERATION_TOO_COMPLEX` where that is too much together, and
   * `BAD_USER_INPUT` for a patient who can't be put on the record.
   */
  read(report: string, about: { readonly rows: number } & Partial<About>): void;
  /** Counts something that isn't recorded. Throws as `read` does. */
  spend(rows: number): void;
  /** Adds a field that was refused, and the patient whom it was asked about. Throws `BAD_USER_INPUT` as `read` does. */
  deny(coordinate: string, patient: string | null): void;
  /** Tells that something was put on the ledger for this request: it must not be sent again. */
  wrote(): void;
  /** Adds patients whom an answer turned out to be about. */
  concern(patients: readonly string[]): void;
  facts(): AskedFacts;
  hasWritten(): boolean;
}

interface About {
  /** Names of the filters that are set. */
  readonly filters: readonly string[];
  readonly patient: string | null;
}

/** All of it; each list is sorted. */
export interface AskedFacts {
  readonly reports: readonly string[];
  readonly filters: readonly string[];
  readonly patients: readonly string[];
  readonly denied: readonly { readonly coordinate: string; readonly count: number }[];
}

/** What stands in reports in the place of a patient's id that is gone: nobody's own. */
export function isPlaceholder(patient: string): boolean {
  return /^\((?:erased|missing|changed)\)$/.test(patient);
}

/** Which roles read reports. */
export interface ReportRoles {
  /** Roles that see every report. */
  readonly reviewers: readonly string[];
  /** Roles that reach patients as `self`: they see the accesses to the caller's own record. */
  readonly patients: readonly string[];
}

/** Makes the context of a request. */
export function openContext(
  request: RequestContext,
  { reviewers, patients }: ReportRoles,
): ReportContext {
  return {
    request,
    isReviewer: request.caller.roles.some((role) => reviewers.includes(role)),
    own: ownRecord(request.caller, patients),
    asked: createAsked(),
  };
}

/**
 * The patient claim alone makes nobody a patient: a clinician's app gets one as well, for the chart that is open
 * (SMART App Launch). One of the caller's `self` roles has to reach that patient.
 */
function ownRecord(
  { own, roles, patients }: RequestContext['caller'],
  selfRoles: readonly string[],
): string | null {
  if (own === null || own === '' || isPlaceholder(own)) return null;
  const isSelf = roles.some(
    (role) => selfRoles.includes(role) && patients.get(role)?.includes(own) === true,
  );
  return isSelf ? own : null;
}

/** Rows, or what costs as much, that one request may ask for: two of the largest pages, and some. */
const MOST_ROWS = 2_500;

/** What a question costs beside its rows. */
const PER_QUESTION = 50;

function createAsked(): Asked {
  const reports = new Set<string>();
  const filters = new Set<string>();
  const patients = new Set<string>();
  const denied = new Map<string, number>();
  let rows = 0;
  let hasWritten = false;
  const spend = (more: number) => {
    rows += more + PER_QUESTION;
    if (!(rows <= MOST_ROWS)) {
      throw tooMuch(
        `At most ${MOST_ROWS} rows are asked for at a time; each field counts as ${PER_QUESTION} more.`,
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
    concern(more) {
      for (const patient of more) patients.add(patient);
    },
    wrote() {
      hasWritten = true;
    },
    hasWritten: () => hasWritten,
    facts: () => ({
      reports: [...reports].toSorted(),
      filters: [...filters].toSorted(),
      patients: [...patients].toSorted(),
      denied: [...denied].map(([coordinate, count]) => ({ coordinate, count })),
    }),
  };
}
