import { leavesOf, othersAccesses, type SeenAccess } from '../access-group.ts';
import { USUAL, type Rule } from '../rule.ts';

/** Access by a role that reaches every patient, without a relationship. */
export const NO_RELATIONSHIP: Rule = {
  rule: 'NO_RELATIONSHIP',
  title: 'No relationship',
  text: 'The actor’s role is for patients of their own, and the patient is not known to be one: only a reach to all patients permitted the access. In a dry run, also access that no role of the actor reaches.',
  basis: 'ledger',
  mend: ({ noRelationship }) =>
    noRelationship.roles.length > 0
      ? null
      : 'Name the roles that have patients of their own under admin.unusual.noRelationship.roles. Until then only a dry run shows any.',
  judge(group, { settings }) {
    const { roles } = settings.noRelationship;
    const accesses = othersAccesses(group);
    const unreached = accesses.filter(({ isUnreached }) => isUnreached);
    if (unreached.length > 0) {
      const text =
        'No role of the actor’s reaches the patient: a dry run released what it would have withheld.';
      return { kind: 'unusual', text, leaves: leavesOf(unreached) };
    }
    // A relationship on the same day counts for all accesses of the day: a list can show the patient without it.
    if (accesses.some(({ relations }) => relations.some(isRelationship))) return USUAL;
    const unrelated = accesses.filter(
      (access) => access.relations.length > 0 && access.roles.some((role) => roles.includes(role)),
    );
    if (unrelated.length === 0 || !unrelated.some(isByAllAlone)) return USUAL;
    const text =
      'The patient was reached by a role for all patients, without a relationship to the actor.';
    return { kind: 'unusual', text, leaves: leavesOf(unrelated) };
  },
};

/** A break-glass grant is no relationship, and has a rule of its own. */
function isRelationship(relation: string): boolean {
  return relation === 'care-team' || relation === 'list' || relation === 'self';
}

function isByAllAlone({ relations }: SeenAccess): boolean {
  return relations.every((relation) => relation === 'all');
}
