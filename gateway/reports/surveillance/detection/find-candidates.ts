import { readActors } from '../../index/actors.ts';
import { findTexts } from '../../index/dictionary.ts';
import type { EventCondition } from '../../query/filter-condition.ts';
import type { IndexDatabase } from '../../index/index-tables.ts';
import { maskOf } from '../../index/leaf-events.ts';
import type { CandidateQuery } from '../rules/rule.ts';
import { SURVEILLANCE_RULES } from '../rules/rule-list.ts';

/** An actor and a patient whose record the actor accessed. */
export interface Pair {
  /** Numbers in the index. */
  readonly actor: number;
  readonly patient: number;
  /** Subject and issuer of the actor's token. */
  readonly actorName: string;
  readonly issuer: string;
  /** Id of the patient. */
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
    // A bit mask: exactly `self`, without any other relation.
    .where('events.relations', '<>', maskOf(['self']))
    .execute();
  const actors = await readActors(database, new Set(rows.flatMap((r) => r.actor ?? [])));
  const patients = await findTexts(
    database,
    'patients',
    new Set(rows.flatMap((r) => r.patient ?? [])),
  );
  return rows.flatMap(({ actor, patient }) => {
    const account = actor === null ? undefined : actors.get(actor);
    const patientName = patient === null ? undefined : patients.get(patient);
    return actor === null || patient === null || account === undefined || patientName === undefined
      ? []
      : [{ actor, patient, actorName: account.subject, issuer: account.issuer, patientName }];
  });
}

/**
 * Selects, by the index, the pairs of a day that a rule of basis `ledger` may find unusual: pairs with an event that
 * fulfills the rule's candidate condition.
 */
export async function findCandidates(
  database: IndexDatabase,
  condition: EventCondition,
  { pairs, ...query }: CandidateQuery & { readonly pairs: readonly Pair[] },
): Promise<readonly Pair[]> {
  const conditions: EventCondition[] = [];
  for (const rule of SURVEILLANCE_RULES) {
    if (rule.basis === 'facts' || rule.candidates === 'evaluated elsewhere') continue;
    const ofRule = await rule.candidates(database, query);
    if (ofRule !== null) conditions.push(ofRule);
  }
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
