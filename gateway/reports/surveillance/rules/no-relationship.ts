import { sql, type ExpressionBuilder } from '../../../platform/kysely.ts';
import { PART_NUMBERS, PERMIT, type IndexTables } from '../../index/index-tables.ts';
import { maskOf } from '../../index/leaf-events.ts';
import { leavesOf, reviewableAccesses, type RecordAccess } from '../accesses/access-group.ts';
import { roleCondition } from './role-condition.ts';
import { USUAL, type SurveillanceRule } from './rule.ts';
import type { Span } from '../accesses/working-hours.ts';

/** Access to a patient through a role that reaches every patient, without a relationship. */
export const NO_RELATIONSHIP: SurveillanceRule = {
  rule: 'NO_RELATIONSHIP',
  text: 'The actor has a role that needs a relationship with each patient (admin.unusual.noRelationship.roles), and opened the record of a patient without one, through access to all patients. In a dry run, also any access that enforcement would have denied because no role of the actor reaches the patient.',
  basis: 'ledger',
  remedy: ({ noRelationship }) =>
    noRelationship.roles.length > 0
      ? null
      : 'Name the roles that need a relationship with each patient under admin.unusual.noRelationship.roles. Until then the rule finds only access in a dry run.',
  async candidates(database, { settings, day }) {
    const { roles } = settings.noRelationship;
    const hasRole = await roleCondition(database, roles);
    const all = maskOf(['all']);
    return (builder) =>
      builder.or([
        // Access through reach `all` and nothing else, by one of these roles.
        builder.and([hasRole(builder), builder('events.relations', '=', all)]),
        // Access that only a dry run released: it is recorded with the relation `all`.
        builder.and([
          builder(sql<number>`${sql.ref('events.relations')} & ${all}`, '>', 0),
          isOfDryRun(builder, day),
        ]),
      ]);
  },
  evaluate(group, { settings }) {
    const { roles } = settings.noRelationship;
    const accesses = reviewableAccesses(group);
    const unreached = accesses.filter(({ isUnreached }) => isUnreached);
    if (unreached.length > 0) {
      const text =
        'No role of the actor reaches the patient. A dry run released what enforcement would have denied.';
      return { kind: 'unusual', text, leaves: leavesOf(unreached) };
    }
    // One access through a relationship explains the others of that day, such as rows of a list.
    if (accesses.some(({ relations }) => relations.some(isRelationship))) return USUAL;
    // Writes that only name the patient have no relations.
    const unrelated = accesses.filter(
      (access) => access.relations.length > 0 && access.roles.some((role) => roles.includes(role)),
    );
    // Access by break-glass alone is left to the rule `BREAK_GLASS`.
    if (!unrelated.some(isThroughAll)) return USUAL;
    const text = 'The record was opened through access to all patients, without a relationship.';
    return { kind: 'unusual', text, leaves: leavesOf(unrelated) };
  },
};

/**
 * Whether a dry run released the event: its record was permitted and yet lists what would have been denied. Matched by
 * actor and time, which the parts of a long record share.
 */
function isOfDryRun(builder: ExpressionBuilder<IndexTables, 'events'>, { from, to }: Span) {
  const denied = builder
    .selectFrom('events as denied')
    .select(['denied.actor', 'denied.at'])
    .where('denied.part', '=', sql.lit(PART_NUMBERS.denial))
    .where('denied.outcome', '=', PERMIT)
    .where('denied.at', '>=', from)
    .where('denied.at', '<', to);
  return sql<boolean>`(${sql.ref('events.actor')}, ${sql.ref('events.at')}) IN ${denied}`;
}

/** Break-glass is not a relationship: it has a rule of its own. */
function isRelationship(relation: string): boolean {
  return relation === 'care-team' || relation === 'list' || relation === 'self';
}

function isThroughAll({ relations }: RecordAccess): boolean {
  return relations.every((relation) => relation === 'all');
}
