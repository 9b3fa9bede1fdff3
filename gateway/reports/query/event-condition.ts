import { OVERSIGHT } from '../../audit/record/report-rows.ts';
import type { Expression, ExpressionBuilder, SqlBool } from '../../platform/kysely.ts';
import { sql } from '../../platform/kysely.ts';
import { findActors } from '../index/actors.ts';
import { findNumbers } from '../index/dictionary.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import {
  ACCESS,
  eventId,
  PARTS,
  PERMIT,
  type IndexDatabase,
  type IndexTables,
} from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';

/** A condition on `events`. */
export type EventCondition = (
  builder: ExpressionBuilder<IndexTables, 'events'>,
) => Expression<SqlBool>;

/** The words of a filter that have numbers, each with its column. */
const WORDS = [
  ['actorName', 'actor_name'],
  ['kind', 'kind'],
  ['operation', 'operation'],
  ['purpose', 'purpose'],
  ['outcome', 'outcome'],
  ['grant', 'grant_id'],
] as const;

/**
 * A filter as a condition on the events of the first `size` leaves; null where nothing fits: it names somebody
 * or something that the index has never met, or no part.
 */
export async function conditionOf(
  database: IndexDatabase,
  filter: EventFilter,
  size: number,
): Promise<EventCondition | null> {
  const { patient, actor, issuer, coordinate, category, role } = filter;
  const asked = [...WORDS.map(([name]) => filter[name]), coordinate, category, role];
  const texts = asked.flatMap((text) => text ?? []);
  const words = await findNumbers(database, 'names', texts);
  const people = await findNumbers(database, 'patients', patient === undefined ? [] : [patient]);
  const who = patient === undefined ? undefined : people.get(patient);
  if (filter.parts?.length === 0 || texts.some((text) => !words.has(text))) return null;
  if (patient !== undefined && who === undefined) return null;
  const isOfActors = actor !== undefined || issuer !== undefined;
  const actors = isOfActors ? await findActors(database, { issuer, subject: actor }) : [];
  const [actorNumber] = actors;
  if (isOfActors && actorNumber === undefined) return null;
  const numberOf = (text: string) => words.get(text) ?? -1;
  const oversight = [...(await findNumbers(database, 'names', OVERSIGHT)).values()];
  if (filter.oversight === true && oversight.length === 0) return null;
  return (builder) => {
    const all = [builder('events.id', '<', eventId(size, 0))];
    if (filter.oversight !== undefined && oversight.length > 0) {
      all.push(builder('events.kind', filter.oversight ? 'in' : 'not in', oversight));
    }
    if (who !== undefined) all.push(builder('events.patient', '=', who));
    // One alone as such: its lookup is then read in the order of time.
    if (actorNumber !== undefined) {
      all.push(
        actors.length === 1
          ? builder('events.actor', '=', actorNumber)
          : builder('events.actor', 'in', actors),
      );
    }
    for (const [name, column] of WORDS) {
      const text = filter[name];
      if (text !== undefined) all.push(builder(`events.${column}`, '=', numberOf(text)));
    }
    if (coordinate !== undefined) {
      const shapes = builder
        .selectFrom('shape_coordinates')
        .select('shape_coordinates.shape')
        .where('shape_coordinates.coordinate', '=', numberOf(coordinate));
      all.push(builder('events.shape', 'in', shapes));
    }
    if (category !== undefined) {
      const shapes = builder
        .selectFrom('shape_categories')
        .select('shape_categories.shape')
        .where('shape_categories.category', '=', numberOf(category));
      all.push(builder('events.shape', 'in', shapes));
    }
    if (role !== undefined) {
      const lists = builder
        .selectFrom('role_list_roles')
        .select('role_list_roles.list')
        .where('role_list_roles.role', '=', numberOf(role));
      all.push(builder('events.roles', 'in', lists));
    }
    return builder.and([...all, ...plainConditions(builder, filter), ...hints(builder, filter)]);
  };
}

function plainConditions(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  { denied, breakGlass, relation, parts, ...ranges }: EventFilter,
) {
  const denial = PARTS.indexOf('denial');
  const { leastRecords, mostRecords, firstLeaf, lastLeaf, since, until } = ranges;
  return [
    // As literals: only so do they name what the partial lookups hold.
    ...(denied === true ? [builder('events.part', '=', sql.lit(denial))] : []),
    ...(denied === false ? [builder('events.part', '<>', sql.lit(denial))] : []),
    ...(breakGlass === true ? [builder('events.grant_id', 'is not', null)] : []),
    ...(breakGlass === false ? [builder('events.grant_id', 'is', null)] : []),
    ...(relation === undefined
      ? []
      : [builder(sql<number>`${sql.ref('events.relations')} & ${maskOf([relation])}`, '>', 0)]),
    ...(parts === undefined
      ? []
      : [
          builder(
            'events.part',
            'in',
            parts.map((part) => PARTS.indexOf(part)),
          ),
        ]),
    ...(leastRecords === undefined ? [] : [builder('events.records', '>=', leastRecords)]),
    ...(mostRecords === undefined ? [] : [builder('events.records', '<=', mostRecords)]),
    ...(firstLeaf === undefined ? [] : [builder('events.id', '>=', eventId(firstLeaf, 0))]),
    ...(lastLeaf === undefined ? [] : [builder('events.id', '<', eventId(lastLeaf + 1, 0))]),
    ...(since === undefined ? [] : [builder('events.at', '>=', since)]),
    ...(until === undefined ? [] : [builder('events.at', '<=', until)]),
  ];
}

/** What follows already, said so that the lookup of the rare ones is seen to hold them. */
function hints(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  { kind, outcome, grant }: EventFilter,
) {
  return [
    ...(kind === undefined || kind === 'access'
      ? []
      : [builder('events.kind', '<>', sql.lit(ACCESS))]),
    ...(outcome === undefined || outcome === 'permit'
      ? []
      : [builder('events.outcome', '<>', sql.lit(PERMIT))]),
    ...(grant === undefined ? [] : [builder('events.grant_id', 'is not', null)]),
  ];
}
