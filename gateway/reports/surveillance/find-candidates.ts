import { sql, type ExpressionBuilder } from '../../platform/kysely.ts';
import { readActors } from '../index/actors.ts';
import { findNumbers, findTexts } from '../index/dictionary.ts';
import type { EventCondition } from '../query/event-condition.ts';
import { PARTS, PERMIT, type IndexDatabase, type IndexTables } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import type { Given } from './rule.ts';
import { spansOutside, type Span } from './working-hours.ts';

/** An actor and a patient, as numbers of the index and as names. */
export interface Pair {
  readonly actor: number;
  readonly patient: number;
  readonly actorName: string;
  readonly issuer: string;
  readonly patientName: string;
}

/** The pairs of actor and patient in a span, except patients with their own record. */
export async function findPairs(
  database: IndexDatabase,
  condition: EventCondition,
): Promise<readonly Pair[]> {
  const rows = await database
    .selectFrom('events')
    .select(['events.actor', 'events.patient'])
    .distinct()
    .where(condition)
    .where('events.relations', '<>', maskOf(['self']))
    .execute();
  const actors = await readActors(database, new Set(rows.flatMap((r) => r.actor ?? [])));
  const people = await findTexts(
    database,
    'patients',
    new Set(rows.flatMap((r) => r.patient ?? [])),
  );
  return rows.flatMap(({ actor, patient }) => {
    const who = actor === null ? undefined : actors.get(actor);
    const patientName = patient === null ? undefined : people.get(patient);
    return actor === null || patient === null || who === undefined || patientName === undefined
      ? []
      : [{ actor, patient, actorName: who.subject, issuer: who.issuer, patientName }];
  });
}

/** The pairs of a day for which a rule may match by the ledger alone, as far as the index can exclude the others. */
export async function findCandidates(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    pairs,
    settings,
    firsts,
  }: Omit<Given, 'facts'> & {
    readonly day: Span;
    readonly pairs: readonly Pair[];
  },
): Promise<readonly Pair[]> {
  const wanted: Also[] = [(builder) => builder('events.grant_id', 'is not', null)];
  const { afterHours, noRelationship } = settings;
  if (afterHours !== null) {
    const isTheirs = await hasRole(database, afterHours.roles);
    const spans = spansOutside(day, afterHours);
    wanted.push((builder) =>
      builder.and([
        isTheirs(builder),
        builder.or(
          spans.map(({ from, to }) =>
            builder.and([builder('events.at', '>=', from), builder('events.at', '<', to)]),
          ),
        ),
      ]),
    );
  }
  const all = maskOf(['all']);
  if (noRelationship.roles.length > 0) {
    const isTheirs = await hasRole(database, noRelationship.roles);
    wanted.push((builder) =>
      builder.and([isTheirs(builder), builder('events.relations', '=', all)]),
    );
  }
  wanted.push((builder) =>
    builder.and([
      builder(sql<number>`${sql.ref('events.relations')} & ${all}`, '>', 0),
      isOfDryRun(builder, day),
    ]),
  );
  if (firsts.size > 0) wanted.push((builder) => builder('events.id', 'in', [...firsts.keys()]));
  const rows = await database
    .selectFrom('events')
    .select(['events.actor', 'events.patient'])
    .distinct()
    .where(condition)
    .where((builder) => builder.or(wanted.map((each) => each(builder))))
    .execute();
  const found = new Set(rows.map(({ actor, patient }) => `${actor} ${patient}`));
  return pairs.filter(({ actor, patient }) => found.has(`${actor} ${patient}`));
}

/**
 * Whether a dry run released it: its record holds the outcome permit and denials. The parts of a long record share
 * actor and time.
 */
function isOfDryRun(builder: ExpressionBuilder<IndexTables, 'events'>, { from, to }: Span) {
  const denied = builder
    .selectFrom('events as denied')
    .select(['denied.actor', 'denied.at'])
    .where('denied.part', '=', sql.lit(PARTS.indexOf('denial')))
    .where('denied.outcome', '=', PERMIT)
    .where('denied.at', '>=', from)
    .where('denied.at', '<', to);
  return sql<boolean>`(${sql.ref('events.actor')}, ${sql.ref('events.at')}) IN ${denied}`;
}

/** Whether the actor had one of these roles. */
async function hasRole(database: IndexDatabase, roles: readonly string[]): Promise<Also> {
  const numbers = [...(await findNumbers(database, 'names', roles)).values()];
  if (numbers.length === 0) return () => sql<boolean>`1 = 0`;
  const lists = database
    .selectFrom('role_list_roles')
    .select('role_list_roles.list')
    .where('role_list_roles.role', 'in', numbers);
  return (builder) => builder('events.roles', 'in', lists);
}

type Also = (builder: ExpressionBuilder<IndexTables, 'events'>) => ReturnType<EventCondition>;
