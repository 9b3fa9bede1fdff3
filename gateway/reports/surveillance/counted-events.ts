import { eventId } from '../catalog/event-id.ts';
import type { EventCondition } from '../query/event-condition.ts';
import { findActors } from '../index/actors.ts';
import { findNumbers } from '../index/dictionary.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import type { Span } from './working-hours.ts';

/**
 * Kinds of records about access to a patient's record: released data, writes, and break-glass starts. Reading
 * reports, reviewing, and denied requests show nothing of the record.
 */
export const COUNTED_KINDS: readonly string[] = Object.freeze([
  'access',
  'intent',
  'outcome',
  'breakglass.start',
]);

/** The events of a window, by numbers of the index: all, or those of some actors, of one patient, or both. */
export interface Narrowed {
  /** Actors with the subject, from all issuers; or all actors of an issuer. */
  readonly actors: readonly number[] | null;
  readonly patient: number | null;
}

/** The numbers of an actor and a patient; undefined if the index holds neither. */
export async function narrow(
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
): Promise<Narrowed | undefined> {
  const isOfAll = actor === null && issuer === null;
  const actors = isOfAll
    ? null
    : await findActors(database, { issuer: issuer ?? undefined, subject: actor ?? undefined });
  const people = await findNumbers(database, 'patients', patient === null ? [] : [patient]);
  const whose = patient === null ? null : people.get(patient);
  return actors?.length === 0 || whose === undefined ? undefined : { actors, patient: whose };
}

/** Selects the events of a span with an actor and a patient, among the first `size` leaves. */
export async function countedIn(
  database: IndexDatabase,
  { from, to }: Span,
  { actors, patient }: Narrowed,
  size: number,
): Promise<EventCondition> {
  const kinds = [...(await findNumbers(database, 'names', COUNTED_KINDS)).values()];
  const denial = PARTS.indexOf('denial');
  return (builder) =>
    builder.and([
      builder('events.id', '<', eventId(size, 0)),
      builder('events.at', '>=', from),
      builder('events.at', '<', to),
      builder('events.part', '<>', denial),
      builder('events.actor', 'is not', null),
      builder('events.patient', 'is not', null),
      builder('events.kind', 'in', kinds.length === 0 ? [-1] : kinds),
      ...(actors === null ? [] : [builder('events.actor', 'in', actors)]),
      ...(patient === null ? [] : [builder('events.patient', '=', patient)]),
    ]);
}
