/** Text filters of the report API, which the address bar names alike, in words. */
export const FILTER_WORDS = {
  patient: 'patient',
  actor: 'actor',
  issuer: 'issuer',
  actorName: 'name',
  role: 'role',
  coordinate: 'field',
  category: 'kind of PHI',
  kind: 'kind of record',
  operation: 'operation',
  purpose: 'purpose',
  outcome: 'outcome',
  relation: 'relation',
  grant: 'grant',
} as const;

export type TextFilter = keyof typeof FILTER_WORDS;

/** The names of the text filters. */
export const TEXT_FILTERS: readonly TextFilter[] = [
  'patient',
  'actor',
  'issuer',
  'actorName',
  'role',
  'coordinate',
  'category',
  'kind',
  'operation',
  'purpose',
  'outcome',
  'relation',
  'grant',
];
