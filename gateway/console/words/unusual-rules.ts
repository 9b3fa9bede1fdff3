import type { UnusualRule } from '../api/operations.types.ts';

/** The rules for unusual access, in a word or two. */
export const UNUSUAL_RULE_WORDS: Readonly<Record<UnusualRule, string>> = {
  SELF: 'Own record',
  SAME_SURNAME: 'Same surname',
  SAME_ADDRESS: 'Same address',
  CO_WORKER: 'Co-worker',
  DECEASED: 'Deceased patient',
  NO_RELATIONSHIP: 'No relationship',
  BREAK_GLASS: 'Break-glass',
  AFTER_HOURS: 'After hours',
  VOLUME: 'More patients than usual',
  FIRST_CATEGORY: 'First access to a category',
};
