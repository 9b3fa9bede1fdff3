import { eventId } from '../../catalog/event-id.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import { findActors } from '../../index/actors.ts';
import { findNumbers } from '../../index/dictionary.ts';
import { PART_NUMBERS, type IndexDatabase } from '../../index/index-tables.ts';
import type { Span } from './working-hours.ts';

/**
 * Kinds of leaves that record access to a patient's record: reads, writes, and the start of break-glass access.
 * Denials, reviews and the reading of reports give no access to the record.
 */
export const ACCESS_KINDS: readonly string[] = Object.freeze([
  'access',
  'intent',
  'outcome',
  'breakglass.start',
]);

/** The actors and the patient whose accesses are reviewed, by their numbers in the index; null for all. */
export interface AccessScope {
  /** Several if one subject has several issuers, or if only an issuer is given. */
  readonly actors: readonly number[] | null;
  readonly patient: number | null;
}

/** Looks up the numbers of an actor and a patient; undefined if the index does not hold one of them. */
export async function resolveScope(
  database: IndexDatabase,
  {
    actor,
    issuer,
    patient,
  }: {
    readonly actor: string | null;
    readonly issuer: string | null;
    readonly patient: string | null;
  },
): Promise<AccessScope | undefined> {
  const isAnyActor = actor === null && issuer === null;
  const actors = isAnyActor
    ? null
    : await findActors(database, { issuer: issuer ?? undefined, subject: actor ?? undefined });
  const numbers = await findNumbers(database, 'patients', patient === null ? [] : [patient]);
  const patientNumber = patient === null ? null : numbers.get(patient);
  return actors?.length === 0 || patientNumber === undefined
    ? undefined
    : { actors, patient: patientNumber };
}

/** Matches no row: an index without such records knows no number of their kinds, and SQL has no empty list. */
const NO_NUMBER = -1;

/** Returns the SQL condition of accesses to patients' records in a time span, among the first `size` leaves. */
export async function accessCondition(
  database: IndexDatabase,
  { from, to }: Span,
  { actors, patient }: AccessScope,
  size: number,
): Promise<EventCondition> {
  const kinds = [...(await findNumbers(database, 'names', ACCESS_KINDS)).values()];
  const denial = PART_NUMBERS.denial;
  return (builder) =>
    builder.and([
      builder('events.id', '<', eventId(size, 0)),
      builder('events.at', '>=', from),
      builder('events.at', '<', to),
      builder('events.part', '<>', denial),
      builder('events.actor', 'is not', null),
      builder('events.patient', 'is not', null),
      builder('events.kind', 'in', kinds.length === 0 ? [NO_NUMBER] : kinds),
      ...(actors === null ? [] : [builder('events.actor', 'in', actors)]),
      ...(patient === null ? [] : [builder('events.patient', '=', patient)]),
    ]);
}
