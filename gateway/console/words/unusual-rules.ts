import type { UnusualRule } from '../api/operations.types.ts';

// Generated from gateway/reports/catalog/unusual-rule.ts by `npm run docs`.

/** The rules for unusual access, in a word or two. */
export const UNUSUAL_RULE_WORDS: Readonly<Record<UnusualRule, string>> = {
  SELF: 'Own record',
  SAME_SURNAME: 'Same surname',
  SAME_ADDRESS: 'Same household',
  NEIGHBOR: 'Neighbor',
  CO_WORKER: 'Co-worker',
  VIP: 'VIP',
  DECEASED: 'Deceased patient',
  DISCHARGED: 'After discharge',
  DEPARTMENT: 'Other department',
  TERMINATED: 'Former employee',
  NO_RELATIONSHIP: 'No relationship',
  BREAK_GLASS: 'Break-glass',
  AFTER_HOURS: 'After hours',
  VOLUME: 'More patients than usual',
  BULK_DOWNLOAD: 'Bulk download',
  FIRST_CATEGORY: 'First access to a category',
  IMPOSSIBLE_TRAVEL: 'Impossible travel',
  REPEAT_OFFENDER: 'Earlier violation',
  PATIENT_QUESTION: 'Asked by the patient',
};

/** The rules whose cases can be suppressed. */
export const SUPPRESSIBLE_RULES: ReadonlySet<UnusualRule> = new Set<UnusualRule>([
  'SELF',
  'SAME_SURNAME',
  'SAME_ADDRESS',
  'NEIGHBOR',
  'CO_WORKER',
  'VIP',
  'DECEASED',
  'DISCHARGED',
  'DEPARTMENT',
  'NO_RELATIONSHIP',
  'AFTER_HOURS',
  'VOLUME',
  'BULK_DOWNLOAD',
  'FIRST_CATEGORY',
]);
