/** The rules for unusual access, in their order. */
export const UNUSUAL_RULES = [
  'SELF',
  'SAME_SURNAME',
  'SAME_ADDRESS',
  'CO_WORKER',
  'DECEASED',
  'NO_RELATIONSHIP',
  'BREAK_GLASS',
  'AFTER_HOURS',
  'VOLUME',
  'FIRST_CATEGORY',
] as const;

/** A rule. */
export type UnusualRule = (typeof UNUSUAL_RULES)[number];
