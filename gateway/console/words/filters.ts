import type { EventFilter } from '../api/operations.types.ts';

/** The filters of events that are texts. The address bar names them as the report API does. */
export type TextFilter = Exclude<
  {
    [Name in keyof EventFilter]-?: NonNullable<EventFilter[Name]> extends string ? Name : never;
  }[keyof EventFilter],
  'since' | 'until'
>;

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
