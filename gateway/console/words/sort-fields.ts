import type {
  CaseField,
  Direction,
  EventField,
  QueueField,
  ReviewField,
} from '../api/operations.types.ts';

/** Fields that a report is sorted by, in words. */
export type SortWords<Field extends string> = Readonly<Record<Field, string>>;

export const DIRECTION_WORDS: SortWords<Direction> = {
  DESC: 'Descending',
  ASC: 'Ascending',
};

const ACTOR_WORDS = { ACTOR: 'Actor', ISSUER: 'Issuer of the actor’s account' };

export const EVENT_FIELD_WORDS: SortWords<EventField> = {
  TIME: 'Time',
  LEAF: 'Record',
  KIND: 'Kind of record',
  ...ACTOR_WORDS,
  ACTOR_NAME: 'Name of the actor',
  ROLES: 'Roles',
  PATIENT: 'Patient',
  COORDINATES: 'Fields',
  OPERATION: 'Operation',
  PURPOSE: 'Purpose',
  OUTCOME: 'Outcome',
  RELATIONS: 'Relation',
  RECORDS: 'Number of records',
  GRANT: 'Break-glass grant',
  GRANT_UNTIL: 'End of the grant',
};

export const CASE_FIELD_WORDS: SortWords<CaseField> = {
  LEAF: 'First record',
  STATE: 'State',
  DAY: 'Day',
  ...ACTOR_WORDS,
  ACTOR_NAME: 'Name of the actor',
  ROLES: 'Roles',
  PATIENT: 'Patient',
  SINCE: 'First access',
  UNTIL: 'Last access',
  EVENTS: 'Number of events',
  RULES: 'Rules',
  SCORE: 'Score',
};

export const QUEUE_FIELD_WORDS: SortWords<QueueField> = {
  SCORE: 'Score',
  UNTIL: 'Last access',
  SINCE: 'First access',
};

export const REVIEW_FIELD_WORDS: SortWords<ReviewField> = {
  LEAF: 'Record',
  TIME: 'Time',
  REVIEWER: 'Reviewer',
  REVIEWER_ISSUER: 'Issuer of the reviewer’s account',
  REVIEWER_NAME: 'Name of the reviewer',
  VERDICT: 'Finding',
  CASE: 'First record of the case',
  ...ACTOR_WORDS,
  PATIENT: 'Patient',
  DAY: 'Day',
  RULES: 'Rules',
};
