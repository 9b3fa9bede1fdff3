import { leavesOf, othersAccesses } from '../access-group.ts';
import { USUAL, type Rule } from '../rule.ts';

/** First access to a category of PHI. */
export const FIRST_CATEGORY: Rule = {
  rule: 'FIRST_CATEGORY',
  title: 'First access to a category',
  text: 'The actor saw PHI of a sensitive category (admin.unusual.firstCategory.categories) for the first time in a year, and is known to the ledger for at least 30 days. The case is that of the first patient.',
  basis: 'ledger',
  mend: () => null,
  judge(group, { firsts }) {
    const first = othersAccesses(group).filter(({ id }) => firsts.has(id));
    if (first.length === 0) return USUAL;
    const categories = [...new Set(first.flatMap(({ id }) => firsts.get(id) ?? []))].toSorted();
    const text = `The actor’s first access to ${categories.join(', ')} in a year.`;
    return { kind: 'unusual', text, leaves: leavesOf(first) };
  },
};
