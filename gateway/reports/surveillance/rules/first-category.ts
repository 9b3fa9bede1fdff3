import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { USUAL, type SurveillanceRule } from './rule.ts';

/** First access of an actor to a sensitive category of PHI. */
export const FIRST_CATEGORY: SurveillanceRule = {
  rule: 'FIRST_CATEGORY',
  text: 'The actor saw PHI of a sensitive category (admin.unusual.firstCategory.categories) for the first time in a year. Actors whose first record in the ledger is newer than admin.unusual.firstCategory.history (30 days by default) are left out. The case names the first patient.',
  basis: 'ledger',
  remedy: () => null,
  candidates: (_database, { firsts }) =>
    firsts.size === 0 ? null : (builder) => builder('events.id', 'in', [...firsts.keys()]),
  evaluate(group, { firsts }) {
    const first = reviewableAccesses(group).filter(({ id }) => firsts.has(id));
    if (first.length === 0) return USUAL;
    const categories = [...new Set(first.flatMap(({ id }) => firsts.get(id) ?? []))].toSorted();
    const text = `The actor’s first access to ${categories.join(', ')} in a year.`;
    return { kind: 'unusual', text, leaves: leavesOf(first) };
  },
};
