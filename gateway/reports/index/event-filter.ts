import { OVERSIGHT, type RowPart } from '../../audit/report/report-rows.ts';
import type { Expression, ExpressionBuilder, SqlBool } from '../../kysely.ts';
import { sql } from '../../kysely.ts';
import { findNumbers } from './dictionary.ts';
import {
  ACCESS,
  eventId,
  PARTS,
  PERMIT,
  type IndexDatabase,
  type IndexTables,
} from './index-tables.ts';
import { maskOf, type LeafEvent } from './leaf-events.ts';
import { parseShape } from './parse-shape.ts';

/** Which events are asked for: those that fit all that is said. */
export interface EventFilter {
  readonly patient?: string;
  readonly actor?: string;
  /** What was released, named or denied: `Type.field`, or of an argument `Type.field(name:)`. */
  readonly coordinate?: string;
  readonly category?: string;
  /** Of the leaf. */
  readonly kind?: string;
  readonly operation?: string;
  readonly purpose?: string;
  /** As reports show it: `unreleased` for what never left. */
  readonly outcome?: string;
  /** Whether something was denied. */
  readonly denied?: boolean;
  /** Whether a grant was presented, started or stopped. */
  readonly breakGlass?: boolean;
  /** Id of that grant. */
  readonly grant?: string;
  /** One of those by which the roles that counted reach the patient. */
  readonly relation?: string;
  /** Whether reports were read or cases signed off, and no record itself was asked for. */
  readonly oversight?: boolean;
  readonly parts?: readonly RowPart[];
  /** UTC ms since 1970, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

/** Everything that a filter can say, in the order in which it is told. */
export const FILTER_NAMES: readonly (keyof EventFilter)[] = [
  'patient',
  'actor',
  'coordinate',
  'category',
  'kind',
  'operation',
  'purpose',
  'outcome',
  'relation',
  'denied',
  'breakGlass',
  'oversight',
  'grant',
  'parts',
  'since',
  'until',
];

/** A condition on `events`. */
export type EventCondition = (
  builder: ExpressionBuilder<IndexTables, 'events'>,
) => Expression<SqlBool>;

/** The words of a filter that have numbers, each with its column. */
const WORDS = [
  ['actor', 'actor'],
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
  const { patient, coordinate, category } = filter;
  const asked = [...WORDS.map(([name]) => filter[name]), coordinate, category];
  const texts = asked.flatMap((text) => text ?? []);
  const words = await findNumbers(database, 'names', texts);
  const people = await findNumbers(database, 'patients', patient === undefined ? [] : [patient]);
  const who = patient === undefined ? undefined : people.get(patient);
  if (filter.parts?.length === 0 || texts.some((text) => !words.has(text))) return null;
  if (patient !== undefined && who === undefined) return null;
  const numberOf = (text: string) => words.get(text) ?? -1;
  const oversight = [...(await findNumbers(database, 'names', OVERSIGHT)).values()];
  if (filter.oversight === true && oversight.length === 0) return null;
  return (builder) => {
    const all = [builder('events.id', '<', eventId(size, 0))];
    if (filter.oversight !== undefined && oversight.length > 0) {
      all.push(builder('events.kind', filter.oversight ? 'in' : 'not in', oversight));
    }
    if (who !== undefined) all.push(builder('events.patient', '=', who));
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
    return builder.and([...all, ...plainConditions(builder, filter), ...hints(builder, filter)]);
  };
}

function plainConditions(
  builder: ExpressionBuilder<IndexTables, 'events'>,
  { denied, breakGlass, relation, parts, since, until }: EventFilter,
) {
  const denial = PARTS.indexOf('denial');
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

/** The same filter on an event at hand. */
export function isAsked(event: LeafEvent, filter: EventFilter): boolean {
  const { coordinates, categories } = parseShape(event.shape);
  const { coordinate, category, denied, breakGlass, relation, oversight, parts } = filter;
  const isEqual = (
    ['patient', 'actor', 'kind', 'operation', 'purpose', 'outcome', 'grant'] as const
  ).every((name) => filter[name] === undefined || filter[name] === event[name]);
  return (
    isEqual &&
    (coordinate === undefined || coordinates.includes(coordinate)) &&
    (category === undefined || categories.includes(category)) &&
    (denied === undefined || denied === (event.part === 'denial')) &&
    (breakGlass === undefined || breakGlass === (event.grant !== null)) &&
    (relation === undefined || (event.relations & maskOf([relation])) !== 0) &&
    (oversight === undefined || oversight === OVERSIGHT.includes(event.kind)) &&
    (parts === undefined || parts.includes(event.part)) &&
    event.at >= (filter.since ?? -Infinity) &&
    event.at <= (filter.until ?? Infinity)
  );
}
