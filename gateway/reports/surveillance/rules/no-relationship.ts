import { leavesOf, accessesByOthers, type RecordAccess } from '../access-group.ts';
import { USUAL, type SurveillanceRule } from '../rule.ts';

/** Access to a patient through a role that reaches every patient, without a relationship. */
export const NO_RELATIONSHIP: SurveillanceRule = {
  rule: 'NO_RELATIONSHIP',
  title: 'No relationship',
  text: 'The actor has a role that needs a relationship with each patient (admin.unusual.noRelationship.roles), and opened the record of a patient without one, through access to all patients. In a dry run, also any access that enforcement would have denied because no role of the actor reaches the patient.',
  basis: 'ledger',
  remedy: ({ noRelationship }) =>
    noRelationship.roles.length > 0
      ? null
      : 'Name the roles that need a relationship with each patient under admin.unusual.noRelationship.roles. Until then the rule finds only access in a dry run.',
  evaluate(group, { settings }) {
    const { roles } = settings.noRelationship;
    const accesses = accessesByOthers(group);
    const unreached = accesses.filter(({ isUnreached }) => isUnreached);
    if (unreached.length > 0) {
      const text =
        'No role of the actor reaches the patient. A dry run released what enforcement would have denied.';
      return { kind: 'unusual', text, leaves: leavesOf(unreached) };
    }
    // One access through a relationship explains the others of that day, such as rows of a list.
    if (accesses.some(({ relations }) => relations.some(isRelationship))) return USUAL;
    const unrelated = accesses.filter(
      (access) => access.relations.length > 0 && access.roles.some((role) => roles.includes(role)),
    );
    if (unrelated.length === 0 || !unrelated.some(isThroughAll)) return USUAL;
    const text = 'The record was opened through access to all patients, without a relationship.';
    return { kind: 'unusual', text, leaves: leavesOf(unrelated) };
  },
};

/** Break-glass is not a relationship, and has a rule of its own. */
function isRelationship(relation: string): boolean {
  return relation === 'care-team' || relation === 'list' || relation === 'self';
}

function isThroughAll({ relations }: RecordAccess): boolean {
  return relations.every((relation) => relation === 'all');
}
