import type { Sqlite } from '../sqlite.ts';
import type { ConsentRow } from './consents.ts';

/** The arguments of `careRelationships`. */
export interface CareArguments {
  /** Null: only what the patients deny to all practitioners is read. */
  readonly practitioner?: string | null;
  readonly patients: readonly string[];
  /** Days for which an encounter makes a practitioner part of the care team, counted back from the newest encounter. */
  readonly days: number;
}

/** How a practitioner and a patient are related, and what the patient denies. */
export interface CareRelationship {
  readonly patient: string;
  /** Whether the practitioner treated the patient within `days`; false without a practitioner. */
  readonly treated: boolean;
  /** Whether the patient denies the whole record, to this practitioner or to all. */
  readonly deniesActor: boolean;
  /** The categories of PHI that the patient denies to this practitioner or to all. */
  readonly denies: readonly string[];
}

/** Returns a query of the index that reads all patients with one statement for encounters and one for denials. */
export function createReadCareRelationships(
  index: Sqlite,
): (query: CareArguments) => readonly CareRelationship[] {
  const treated = index.prepare<[string, string, string], { patient: string }>(
    `SELECT value AS patient FROM json_each(?) WHERE EXISTS (
      SELECT 1 FROM encounters WHERE patientId = value AND start >= ? AND practitionerId = ?)`,
  );
  const denials = index.prepare<[string, string | null], ConsentRow>(
    `SELECT patientId, actorId, category FROM consents
      WHERE patientId IN (SELECT value FROM json_each(?)) AND (actorId IS NULL OR actorId = ?)`,
  );
  const newest = index.prepare<[], { start: string | null }>(
    'SELECT max(start) AS start FROM encounters',
  );
  // Read once, since the index never changes.
  let newestStart: string | null | undefined;

  return ({ practitioner = null, patients, days }) => {
    newestStart ??= newest.get()?.start ?? null;
    const ids = JSON.stringify([...new Set(patients)]);
    const since = newestStart === null ? null : daysBefore(newestStart, days);
    const seen = new Set(
      practitioner === null || since === null
        ? []
        : treated.all(ids, since, practitioner).map(({ patient }) => patient),
    );
    const denied = byPatient(denials.all(ids, practitioner));
    return [...new Set(patients)].map((patient) => {
      const rows = denied.get(patient) ?? [];
      return {
        patient,
        treated: seen.has(patient),
        deniesActor: rows.some(({ category }) => category === null),
        denies: [...new Set(rows.flatMap(({ category }) => category ?? []))],
      };
    });
  };
}

function byPatient(rows: readonly ConsentRow[]): ReadonlyMap<string, readonly ConsentRow[]> {
  const grouped = new Map<string, ConsentRow[]>();
  for (const row of rows) grouped.set(row.patientId, [...(grouped.get(row.patientId) ?? []), row]);
  return grouped;
}

const DAY_MS = 86_400_000;

/** https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_DATE_MS = 8.64e15;

/** In the form of the export's own times, `2024-01-31T08:00:00Z`; null for a text that is not a time. */
function daysBefore(time: string, days: number): string | null {
  const ms = Date.parse(time) - days * DAY_MS;
  return Number.isFinite(ms) && Math.abs(ms) <= MAX_DATE_MS
    ? `${new Date(ms).toISOString().slice(0, 19)}Z`
    : null;
}
