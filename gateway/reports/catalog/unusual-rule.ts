/** The rules that find access unusual, in the order of the list. */
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

/** One of them. */
export type UnusualRule = (typeof UNUSUAL_RULES)[number];
