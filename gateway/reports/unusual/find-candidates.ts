import { sql, type ExpressionBuilder } from '../../kysely.ts';
import { findNumbers, findTexts } from '../index/dictionary.ts';
import type { EventCondition } from '../index/event-condition.ts';
import type { IndexDatabase, IndexTables } from '../index/index-tables.ts';
import { maskOf } from '../index/leaf-events.ts';
import type { AccessGroup } from './access-group.ts';
import type { FactKeys } from './facts/person-facts.ts';
import type { Given } from './rule.ts';
import { RULES } from './rule-list.ts';
import type { UnusualRule } from './unusual-rule.ts';
import { spansOutside, type Span } from './working-hours.ts';

/** An actor and a patient, as the index numbers and as the ledger names them. */
export interface Pair {
  readonly actor: number;
  readonly patient: number;
  readonly actorName: string;
  readonly patientName: string;
}

/** Who had to do with whose record in a span, beyond patients with their own. */
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
  const actors = await findTexts(database, 'names', new Set(rows.flatMap((r) => r.actor ?? [])));
  const people = await findTexts(
    database,
    'patients',
    new Set(rows.flatMap((r) => r.patient ?? [])),
  );
  return rows.flatMap(({ actor, patient }) => {
    const actorName = actor === null ? undefined : actors.get(actor);
    const patientName = patient === null ? undefined : people.get(patient);
    return actor === null ||
      patient === null ||
      actorName === undefined ||
      patientName === undefined
      ? []
      : [{ actor, patient, actorName, patientName }];
  });
}

/** Pairs of a day of whom a rule may find something by the ledger alone: what the index can tell of that. */
export async function findCandidates(
  database: IndexDatabase,
  condition: EventCondition,
  {
    day,
    pairs,
    settings,
    firsts,
    isDryRun,
  }: Omit<Given, 'facts'> & {
    readonly day: Span;
    readonly pairs: readonly Pair[];
    /** Whether a dry run may have released what no role reaches. */
    readonly isDryRun: boolean;
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
  if (isDryRun) {
    wanted.push((builder) => builder(sql<number>`${sql.ref('events.relations')} & ${all}`, '>', 0));
  }
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

/** Whether an actor had one of these roles. */
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

/** Whether what the graph tells of both makes a rule find something, whatever was seen. */
export function isRelated({ actorName, patientName }: Pair, given: Given): boolean {
  const { facts } = given;
  if (!facts.actors.has(actorName) && !facts.patients.has(patientName)) return false;
  const group = supposed(actorName, patientName);
  return FACT_RULES.some(({ judge }) => judge(group, given).is === 'unusual');
}

const FACT_RULES = RULES.filter(({ basis }) => basis === 'facts');

/** Rules that could say nothing of a pair, since nobody told what they would have to know. */
export function unknownRules(
  { actorName, patientName }: Pair,
  given: Given,
  known: FactKeys,
): readonly UnusualRule[] {
  const group = supposed(actorName, patientName);
  return FACT_RULES.filter(
    ({ judge, mend }) =>
      mend(given.settings, known) === null && judge(group, given).is === 'not known',
  ).map(({ rule }) => rule);
}

/** An access that tells nothing but who had to do with whom, and at no time. */
function supposed(actor: string, patient: string): AccessGroup {
  const access = {
    id: -1,
    leaf: -1,
    at: Number.MAX_SAFE_INTEGER,
    kind: 'access',
    relations: ['care-team'],
    roles: [],
    actorName: null,
    grant: null,
    records: 1,
    isBeyondReach: false,
    isDeidentified: false,
    isReleased: true,
  };
  return { actor, patient, day: 0, accesses: [access] };
}
