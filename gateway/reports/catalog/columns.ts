import type { CaseField, EventField, ReviewField } from './row-order.ts';

/** The columns of event reports. Spreadsheets rely on these names. */
export const EVENT_COLUMNS = [
  'leaf',
  'time',
  'actor',
  'issuer',
  'name',
  'roles',
  'relation',
  'patient',
  'records',
  'coordinates',
  'operation',
  'purpose',
  'outcome',
  'event',
  'reason',
  'until',
  'grant',
  'note',
  'gateway',
] as const;

/** The columns of the report on unusual access. */
export const CASE_COLUMNS = [
  'case',
  'state',
  'score',
  'assignee',
  'assigneeIssuer',
  'due',
  'day',
  'actor',
  'issuer',
  'roles',
  'patient',
  'since',
  'until',
  'events',
  'reasons',
  'suppressions',
  'leaves',
] as const;

/** The columns of the report on reviews. */
export const REVIEW_COLUMNS = [
  'leaf',
  'time',
  'reviewer',
  'reviewerIssuer',
  'verdict',
  'assignee',
  'assigneeIssuer',
  'due',
  'note',
  'attachments',
  'case',
  'actor',
  'issuer',
  'patient',
  'day',
  'rules',
] as const;

export type EventColumn = (typeof EVENT_COLUMNS)[number];
export type CaseColumn = (typeof CASE_COLUMNS)[number];
export type ReviewColumn = (typeof REVIEW_COLUMNS)[number];

/**
 * The sort field of each name that differs from it: columns, and `field`, as the flag `--field` calls coordinates.
 */
export const SORTED_BY = {
  event: 'kind',
  relation: 'relations',
  field: 'coordinates',
  name: 'actor_name',
  until: 'grant_until',
  case: 'leaf',
  leaves: 'leaf',
  reasons: 'rules',
} as const satisfies Partial<
  Record<EventColumn | CaseColumn | ReviewColumn | 'field', EventField | CaseField | ReviewField>
>;
