import { leavesOf, othersAccesses, type SeenAccess } from '../access-group.ts';
import { USUAL, type Rule } from '../rule.ts';

/** Nothing but a role that reaches every patient led to this one. */
export const NO_RELATIONSHIP: Rule = {
  rule: 'NO_RELATIONSHIP',
  title: 'No relationship',
  text: 'Somebody whose role is for patients of their own opened the record of one who is not known to be theirs: nothing but a reach to all patients led there. In a dry run, also whatever no role of theirs reaches.',
  basis: 'ledger',
  mend: ({ noRelationship }) =>
    noRelationship.roles.length > 0
      ? null
      : 'Name the roles that have patients of their own under admin.unusual.noRelationship.roles. Until then only a dry run shows any.',
  judge(group, { settings }) {
    const { roles } = settings.noRelationship;
    const accesses = othersAccesses(group);
    const beyond = accesses.filter(({ isUnreached }) => isUnreached);
    if (beyond.length > 0) {
      const text =
        'No role of the actor’s reaches the patient: a dry run released what it would have withheld.';
      return { is: 'unusual', text, leaves: leavesOf(beyond) };
    }
    // One relation that day is one: what a list shows without it belongs to the same work.
    if (accesses.some(({ relations }) => relations.some(isRelationship))) return USUAL;
    const unrelated = accesses.filter(
      (access) => access.relations.length > 0 && access.roles.some((role) => roles.includes(role)),
    );
    if (unrelated.length === 0 || !unrelated.some(isByAllAlone)) return USUAL;
    const text = 'The patient was reached as everybody is, and by no relationship to the actor.';
    return { is: 'unusual', text, leaves: leavesOf(unrelated) };
  },
};

/** A broken glass is none, and has a rule of its own. */
function isRelationship(relation: string): boolean {
  return relation === 'care-team' || relation === 'list' || relation === 'self';
}

function isByAllAlone({ relations }: SeenAccess): boolean {
  return relations.every((relation) => relation === 'all');
}
