import type { PartKind } from '../../audit/record/leaf-parts.ts';
import { OVERSIGHT } from '../../audit/tlog/leaf-terms.ts';
import type { Expression, ExpressionBuilder, SqlBool } from '../../platform/kysely.ts';
import { sql } from '../../platform/kysely.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { eventId } from '../catalog/event-id.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import { findActors } from '../index/actors.ts';
import { findNumbers } from '../index/dictionary.ts';
import {
  ACCESS,
  PART_NUMBERS,
  PERMIT,
  type IndexDatabase,
  type IndexTables,
} from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';

/** A condition on `events`. */
export type EventCondition = (
  builder: ExpressionBuilder<IndexTables, 'events'>,
) => Expression<SqlBool>;

/**
 * The SQL condition of a filter, for the events of the first `size` leaves. Null if no event can fit: the filter has a
 * value that the index does not hold, or an empty list of `parts`.
 */
export async function filterCondition(
  database: IndexDatabase,
  filter: EventFilter,
  size: number,
): Promise<EventCondition | null> {
  const conditions: EventCondition[] = [(builder) => builder('events.id', '<', eventId(size, 0))];
  for (const name of FILTER_NAMES) {
    const found = await conditionFor(name, filter[name], { filter, database });
    if (found === null) return null;
    conditions.push(...found);
  }
  return (builder) => builder.and(conditions.map((condition) => condition(builder)));
}

function conditionFor<Name extends keyof Values>(
  name: Name,
  value: Partial<Values>[Name],
  given: Given,
): Found | Promise<Found> {
  return value === undefined ? [] : CONDITIONS[name](value, given);
}

type Values = { readonly [Name in keyof EventFilter]-?: NonNullable<EventFilter[Name]> };

/** The conditions of one member of a filter; null where no event can fit. */
type Found = readonly EventCondition[] | null;

interface Given {
  readonly filter: EventFilter;
  readonly database: IndexDatabase;
}

type Conditions = {
  readonly [Name in keyof Values]: (value: Values[Name], given: Given) => Found | Promise<Found>;
};

// A literal, as in `ACCESS` and `PERMIT` below: the database uses a partial SQL index only if it can see in the
// statement that the index's condition holds.
const DENIAL = sql.lit(PART_NUMBERS.denial);

const CONDITIONS: Conditions = {
  patient: async (id, { database }) => {
    const number = (await findNumbers(database, 'patients', [id])).get(id);
    return number === undefined ? null : [(builder) => builder('events.patient', '=', number)];
  },
  actor: (_, given) => actorCondition(given),
  // With an actor, its condition covers the issuer.
  issuer: (_, given) => (given.filter.actor === undefined ? actorCondition(given) : []),
  actorName: byName((builder, name) => [builder('events.actor_name', '=', name)]),
  role: byName((builder, role) => [
    builder(
      'events.roles',
      'in',
      builder
        .selectFrom('role_list_roles')
        .select('role_list_roles.list')
        .where('role_list_roles.role', '=', role),
    ),
  ]),
  coordinate: byName((builder, coordinate) => [
    builder(
      'events.field_set',
      'in',
      builder
        .selectFrom('field_set_coordinates')
        .select('field_set_coordinates.field_set')
        .where('field_set_coordinates.coordinate', '=', coordinate),
    ),
  ]),
  category: byName((builder, category) => [
    builder(
      'events.field_set',
      'in',
      builder
        .selectFrom('field_set_categories')
        .select('field_set_categories.field_set')
        .where('field_set_categories.category', '=', category),
    ),
  ]),
  // For any other kind than `access`, also state that it is not `access`, which allows the partial SQL index without
  // it.
  kind: byName((builder, kind, word) => [
    builder('events.kind', '=', kind),
    ...(word === 'access' ? [] : [builder('events.kind', '<>', sql.lit(ACCESS))]),
  ]),
  operation: byName((builder, operation) => [builder('events.operation', '=', operation)]),
  purpose: byName((builder, purpose) => [builder('events.purpose', '=', purpose)]),
  outcome: byName((builder, outcome, word) => [
    builder('events.outcome', '=', outcome),
    ...(word === 'permit' ? [] : [builder('events.outcome', '<>', sql.lit(PERMIT))]),
  ]),
  relation: (relation) => [
    (builder) =>
      builder(sql<number>`${sql.ref('events.relations')} & ${maskOf([relation])}`, '>', 0),
  ],
  denied: (is) => [(builder) => builder('events.part', is ? '=' : '<>', DENIAL)],
  breakGlass: (is) => [(builder) => builder('events.grant_id', is ? 'is not' : 'is', null)],
  oversight: async (is, { database }) => {
    const kinds = [...(await findNumbers(database, 'names', OVERSIGHT)).values()];
    if (kinds.length === 0) return is ? null : [];
    return [(builder) => builder('events.kind', is ? 'in' : 'not in', kinds)];
  },
  grant: byName((builder, grant) => [
    builder('events.grant_id', '=', grant),
    builder('events.grant_id', 'is not', null),
  ]),
  leastRecords: (count) => [(builder) => builder('events.records', '>=', count)],
  mostRecords: (count) => [(builder) => builder('events.records', '<=', count)],
  firstLeaf: (leaf) => [(builder) => builder('events.id', '>=', eventId(leaf, 0))],
  lastLeaf: (leaf) => [(builder) => builder('events.id', '<', eventId(leaf + 1, 0))],
  since: (at) => [(builder) => builder('events.at', '>=', at)],
  until: (at) => [(builder) => builder('events.at', '<=', at)],
  parts: (parts) => partsCondition(parts),
};

const FILTER_NAMES = keysOf(CONDITIONS);

/** Actors with the subject and the issuer. One alone is compared with `=`: its SQL index then gives events by time. */
async function actorCondition({ filter, database }: Given): Promise<Found> {
  const { actor: subject, issuer } = filter;
  const actors = await findActors(database, { issuer, subject });
  const [only, ...more] = actors;
  if (only === undefined) return null;
  return [
    (builder) =>
      more.length === 0
        ? builder('events.actor', '=', only)
        : builder('events.actor', 'in', actors),
  ];
}

function partsCondition(parts: readonly PartKind[]): Found {
  if (parts.length === 0) return null;
  const numbers = parts.map((part) => PART_NUMBERS[part]);
  return [(builder) => builder('events.part', 'in', numbers)];
}

/** Makes the condition of a part whose value has a number in `names`; null for a value that the index does not hold. */
function byName(
  conditions: (
    builder: ExpressionBuilder<IndexTables, 'events'>,
    number: number,
    word: string,
  ) => readonly Expression<SqlBool>[],
) {
  return async (word: string, { database }: Given): Promise<Found> => {
    const number = (await findNumbers(database, 'names', [word])).get(word);
    if (number === undefined) return null;
    return [(builder) => builder.and([...conditions(builder, number, word)])];
  };
}
