import type { EventCondition } from '../index/event-condition.ts';
import { findNumbers } from '../index/dictionary.ts';
import { eventId, PARTS, type IndexDatabase } from '../index/index-tables.ts';
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

/** Whose events a look is about: all of them, or one actor's, one patient's, or both. Numbers of the index. */
export interface Narrowed {
  readonly actor: number | null;
  readonly patient: number | null;
}

/** What the index knows somebody by; undefined for somebody whom it has never met. */
export async function narrow(
  database: IndexDatabase,
  { actor, patient }: { readonly actor: string | null; readonly patient: string | null },
): Promise<Narrowed | undefined> {
  const names = await findNumbers(database, 'names', actor === null ? [] : [actor]);
  const people = await findNumbers(database, 'patients', patient === null ? [] : [patient]);
  const who = actor === null ? null : names.get(actor);
  const whose = patient === null ? null : people.get(patient);
  return who === undefined || whose === undefined ? undefined : { actor: who, patient: whose };
}

/** Events of a span, among the first `size` leaves, in which somebody had to do with a patient's record. */
export async function countedIn(
  database: IndexDatabase,
  { from, to }: Span,
  { actor, patient }: Narrowed,
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
      ...(actor === null ? [] : [builder('events.actor', '=', actor)]),
      ...(patient === null ? [] : [builder('events.patient', '=', patient)]),
    ]);
}
