import type { TextFilter } from '../api/event-search.ts';

/** What a text in a filter names. */
export const FILTER_WORDS: Readonly<Record<TextFilter, string>> = {
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
};
