/** How rows are sorted: by one field, and rows that are equal in it by their place in the ledger. */
export interface RowOrder<Field extends string> {
  readonly by: Field;
  readonly direction: 'asc' | 'desc';
}

/**
 * What a field is compared by: a number, or the UTF-8 bytes of a text. `max` is the largest number that a cursor may
 * hold: PostgreSQL rejects a number that is too large for the type of the column that it is compared with.
 */
export type SortKeyType =
  { readonly kind: 'number'; readonly max: number } | { readonly kind: 'bytes' };

const NUMBER = { kind: 'number', max: Number.MAX_SAFE_INTEGER } as const;
const INT4 = { kind: 'number', max: 2 ** 31 - 1 } as const;
const BYTES = { kind: 'bytes' } as const;

/** The fields that events are sorted by. */
export const EVENT_FIELDS = {
  time: NUMBER,
  leaf: NUMBER,
  kind: BYTES,
  actor: BYTES,
  issuer: BYTES,
  actor_name: BYTES,
  roles: BYTES,
  patient: BYTES,
  coordinates: BYTES,
  operation: BYTES,
  purpose: BYTES,
  outcome: BYTES,
  relations: INT4,
  records: NUMBER,
  grant: BYTES,
  grant_until: NUMBER,
} as const satisfies SortFields;

/** The fields that cases are sorted by. */
export const CASE_FIELDS = {
  leaf: NUMBER,
  state: BYTES,
  day: NUMBER,
  actor: BYTES,
  issuer: BYTES,
  actor_name: BYTES,
  roles: BYTES,
  patient: BYTES,
  since: NUMBER,
  until: NUMBER,
  events: NUMBER,
  rules: BYTES,
  score: NUMBER,
} as const satisfies SortFields;

/** The fields that the entries of the queue are sorted by. */
export const QUEUE_FIELDS = {
  score: NUMBER,
  since: NUMBER,
  until: NUMBER,
} as const satisfies SortFields;

/** The field that suppressions are sorted by. */
export const SUPPRESSION_FIELDS = { leaf: NUMBER } as const satisfies SortFields;

/** The fields that reviews are sorted by. */
export const REVIEW_FIELDS = {
  leaf: NUMBER,
  time: NUMBER,
  reviewer: BYTES,
  reviewer_issuer: BYTES,
  reviewer_name: BYTES,
  verdict: BYTES,
  case: BYTES,
  actor: BYTES,
  issuer: BYTES,
  patient: BYTES,
  day: BYTES,
  rules: BYTES,
} as const satisfies SortFields;

/** The fields of one kind of row, in the order in which they are listed. */
export type SortFields = Readonly<Record<string, SortKeyType>>;

export type EventField = keyof typeof EVENT_FIELDS;
export type CaseField = keyof typeof CASE_FIELDS;
export type QueueField = keyof typeof QUEUE_FIELDS;
export type ReviewField = keyof typeof REVIEW_FIELDS;
export type SuppressionField = keyof typeof SUPPRESSION_FIELDS;

export type EventOrder = RowOrder<EventField>;
export type CaseOrder = RowOrder<CaseField>;
export type ReviewOrder = RowOrder<ReviewField>;

/** What events are counted by. */
export const CHART_FIELDS = [
  'day',
  'hour',
  'actor',
  'patient',
  'coordinate',
  'category',
  'kind',
  'outcome',
  'purpose',
  'relation',
] as const;

export type ChartField = (typeof CHART_FIELDS)[number];

/** In the order of the ledger. */
export const OLDEST_FIRST = { by: 'leaf', direction: 'asc' } as const;

/** Against the order of the ledger. */
export const NEWEST_FIRST = { by: 'leaf', direction: 'desc' } as const;
