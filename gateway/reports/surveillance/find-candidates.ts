import { sql, type ExpressionBuilder } from '../../platform/kysely.ts';
import { readActors } from '../index/actors.ts';
import { findNumbers, findTexts } from '../index/dictionary.ts';
import type { EventCondition } from '../query/filter-condition.ts';
import { PARTS, PERMIT, type IndexDatabase, type IndexTables } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import type { RuleContext } from './rule.ts';
import { spansOutside, type Span } from './working-hours.ts';

/** An actor and a patient whose record the actor accessed. */
export interface Pair {
  /** Numbers in the index. */
  readonly actor: number;
  readonly patient: number;
  readonly actorName: string;
  readonly issuer: string;
  readonly patientName: string;
}

/** Finds the pairs of actor and patient among events, without patients who access their own record. */
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
  const patients = await findTexts(
    database,
    'patients',
    new Set(rows.flatMap((r) => r.patient ?? [])),
  );
  return rows.flatMap(({ actor, patient }) => {
    const known = actor === null ? undefined : actors.get(actor);
    const patientName = patient === null ? undefined : patients.get(patient);
    return actor === null || patient === null || known === undefined || patientName === undefined
      ? []
      : [{ actor, patient, actorName: known.subject, issuer: known.issuer, patientName }];
  });
}

/** Selects, by the index, the pairs of a day that a rule on the ledger alone may find unusual. */
export async function findCandidates(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    pairs,
    settings,
    firsts,
  }: Omit<RuleContext, 'facts'> & {
    readonly day: Span;
    readonly pairs: readonly Pair[];
  },
): Promise<readonly Pair[]> {
  const conditions: RowCondition[] = [(builder) => builder('events.grant_id', 'is not', null)];
  const { afterHours, noRelationship } = settings;
  if (afterHours !== null) {
    const hasRole = await roleCondition(database, afterHours.roles);
    const spans = spansOutside(day, afterHours);
    conditions.push((builder) =>
      builder.and([
        hasRole(builder),
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
    const hasRole = await roleCondition(database, noRelationship.roles);
    conditions.push((builder) =>
      builder.and([hasRole(builder), builder('events.relations', '=', all)]),
    );
  }
  conditions.push((builder) =>
    builder.and([
      builder(sql<number>`${sql.ref('events.relations')} & ${all}`, '>', 0),
      isOfDryRun(builder, day),
    ]),
  );
  if (firsts.size > 0) conditions.push((builder) => builder('events.id', 'in', [...firsts.keys()]));
  const rows = await database
    .selectFrom('events')
    .select(['events.actor', 'events.patient'])
    .distinct()
    .where(condition)
    .where((builder) => builder.or(conditions.map((each) => each(builder))))
    .execute();
  const found = new Set(rows.map(({ actor, patient }) => `${actor} ${patient}`));
  return pairs.filter(({ actor, patient }) => found.has(`${actor} ${patient}`));
}

/**
 * Whether a dry run released the event: its record was permitted and yet lists what would have been denied. Matched by
 * actor and time, which the parts of a long record share.
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

/** Returns the condition that the actor had one of these roles. */
async function roleCondition(
  database: IndexDatabase,
  roles: readonly string[],
): Promise<RowCondition> {
  const numbers = [...(await findNumbers(database, 'names', roles)).values()];
  if (numbers.length === 0) return () => sql<boolean>`1 = 0`;
  const lists = database
    .selectFrom('role_list_roles')
    .select('role_list_roles.list')
    .where('role_list_roles.role', 'in', numbers);
  return (builder) => builder('events.roles', 'in', lists);
}

type RowCondition = (
  builder: ExpressionBuilder<IndexTables, 'events'>,
) => ReturnType<EventCondition>;
