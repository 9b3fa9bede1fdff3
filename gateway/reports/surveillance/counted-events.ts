import { eventId } from '../catalog/event-id.ts';
import type { EventCondition } from '../query/event-condition.ts';
import { findActors } from '../index/actors.ts';
import { findNumbers } from '../index/dictionary.ts';
import { PARTS, type IndexDatabase } from '../index/index-tables.ts';
import type { Span } from './working-hours.ts';

/**
 * Kinds of leaves that tell of access to a patient's record: what was released, what was written, and a broken
 * glass. Whoever reads reports, reviews or was denied has seen nothing of the record.
 */
export const COUNTED_KINDS: readonly string[] = Object.freeze([
  'access',
  'intent',
  'outcome',
  'breakglass.start',
]);

/** Whose events a look is about: all of them, or those of some actors, of one patient, or both. Numbers of the index. */
export interface Narrowed {
  /** Those that one subject may be, by different issuers, or all of one issuer. */
  readonly actors: readonly number[] | null;
  readonly patient: number | null;
}

/** What the index knows somebody by; undefined for somebody whom it has never met. */
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

/** Events of a span, among the first `size` leaves, in which somebody had to do with a patient's record. */
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
