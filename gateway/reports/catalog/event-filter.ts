import { CATEGORIES } from '../../../directives/spec.ts';
import { OUTCOMES, RECORD_KINDS } from '../../audit/record/record.ts';
import type { PartKind } from '../../audit/record/leaf-parts.ts';
import {
  atLeast,
  atMost,
  BOOLEAN,
  equals,
  includes,
  INTEGER,
  TEXT,
  TIME,
  type FilterOf,
  type FilterSpec,
} from './filter-spec.ts';

/** Relations in the order of their bits in the index; `other` stands for relations that this version does not know. */
export const RELATIONS = ['self', 'care-team', 'list', 'break-glass', 'all', 'other'] as const;

/** The outcome of a row whose response was recorded and then not sent. */
export const UNRELEASED = 'unreleased';

/** Parts that filters of events, cases and reviews have in common. */
export const PATIENT = {
  takes: TEXT,
  match: equals('patient'),
  flag: '--patient <id>',
  text: 'Id of the patient.',
} as const;
export const ACTOR = {
  takes: TEXT,
  match: equals('actor'),
  flag: '--actor <subject>',
  text: "Subject of the actor's token, from any issuer.",
} as const;
export const ISSUER = {
  takes: TEXT,
  match: equals('issuer'),
  flag: '--issuer <iss>',
  text: "Issuer of the actor's token.",
} as const;
export const ACTOR_NAME = {
  takes: TEXT,
  match: equals('actorName'),
  flag: '--name <name>',
  text: "Name of the actor, as in the actor's token.",
} as const;
export const ROLE = {
  takes: TEXT,
  match: includes('roles'),
  flag: '--role <role>',
  text: "One of the actor's roles.",
} as const;
export const SINCE = {
  takes: TIME,
  match: atLeast('time'),
  flag: '--since <date>',
  text: 'Start of the period, inclusive: an ISO date or time, UTC.',
} as const;
export const UNTIL = {
  takes: TIME,
  match: atMost('time'),
  flag: '--until <date>',
  text: 'End of the period, inclusive: an ISO date (the whole day) or time, UTC.',
} as const;

/** The filter of events. Records that the ledger keeps about itself (`log.*`) have no events. */
export const EVENT_FILTER = {
  patient: PATIENT,
  actor: ACTOR,
  issuer: ISSUER,
  actorName: ACTOR_NAME,
  role: ROLE,
  coordinate: {
    takes: TEXT,
    match: includes('coordinates'),
    flag: '--field <Type.field>',
    text: 'Field that was released, written or denied: Type.field, or Type.field(name:) for an argument.',
  },
  category: {
    takes: { kind: 'enum', values: CATEGORIES },
    match: includes('categories'),
    flag: '--category <name>',
    text: 'Category of a field of the event, such as MENTAL_HEALTH.',
  },
  kind: {
    takes: { kind: 'enum', values: RECORD_KINDS.filter((kind) => !kind.startsWith('log.')) },
    match: equals('kind'),
    flag: '--kind <kind>',
    text: 'Kind of the record, such as access.',
  },
  operation: {
    takes: TEXT,
    match: equals('operation'),
    flag: '--operation <name>',
    text: 'Name of the GraphQL operation.',
  },
  purpose: {
    takes: TEXT,
    match: equals('purpose'),
    flag: '--purpose <code>',
    text: 'Purpose of use, such as TREAT.',
  },
  outcome: {
    takes: { kind: 'enum', values: [...OUTCOMES, UNRELEASED] },
    match: equals('outcome'),
    flag: '--outcome <outcome>',
    text: 'Outcome: permit, partial, deny, pending, error or unreleased.',
  },
  relation: {
    takes: { kind: 'enum', values: RELATIONS },
    match: includes('relations'),
    flag: '--relation <relation>',
    text: 'A relation between actor and patient that permitted the access, such as care-team.',
  },
  denied: {
    takes: BOOLEAN,
    match: equals('isDenied'),
    flag: '--denied',
    text: 'Denied fields and arguments.',
    textOfFalse: 'Everything except denied fields and arguments.',
  },
  breakGlass: {
    takes: BOOLEAN,
    match: equals('isBreakGlass'),
    flag: '--break-glass',
    text: 'Events of a break-glass grant: its start, its end, and access with it.',
    textOfFalse: 'Events without a break-glass grant.',
  },
  oversight: {
    takes: BOOLEAN,
    match: equals('isOversight'),
    flag: '--oversight',
    text: 'Reports that were read, cases that were reviewed or suppressed, and questions of patients: the kinds audit.read, review, suppression and question.',
    textOfFalse: 'All other kinds.',
  },
  grant: {
    takes: TEXT,
    match: equals('grant'),
    flag: '--grant <id>',
    text: 'Id of the break-glass grant.',
  },
  leastRecords: {
    takes: INTEGER,
    match: atLeast('records'),
    flag: '--least-records <count>',
    text: "At least this many of the patient's records released, or fields denied.",
  },
  mostRecords: {
    takes: INTEGER,
    match: atMost('records'),
    flag: '--most-records <count>',
    text: "At most this many of the patient's records released, or fields denied.",
  },
  firstLeaf: {
    takes: INTEGER,
    match: atLeast('leaf'),
    flag: '--first-leaf <index>',
    text: 'Index of the first record in the ledger, inclusive.',
  },
  lastLeaf: {
    takes: INTEGER,
    match: atMost('leaf'),
    flag: '--last-leaf <index>',
    text: 'Index of the last record in the ledger, inclusive.',
  },
  since: SINCE,
  until: UNTIL,
} as const satisfies FilterSpec;

/** The parts of the filter that the report on writes with unknown outcome accepts. */
export const UNKNOWN_OUTCOME_FILTER = {
  patient: PATIENT,
  actor: ACTOR,
  issuer: ISSUER,
  operation: EVENT_FILTER.operation,
  since: SINCE,
  until: UNTIL,
};

/** The parts of the filter that the report of changes accepts. */
export const CHANGE_FILTER = {
  patient: PATIENT,
  kind: EVENT_FILTER.kind,
  since: SINCE,
  until: UNTIL,
};

/** The filter of events that callers can set. */
export type RequestedEventFilter = FilterOf<typeof EVENT_FILTER>;

/**
 * The filter of events. Reports alone set `parts`, the kinds of rows to include: releases, named patients or denials.
 */
export type EventFilter = RequestedEventFilter & { readonly parts?: readonly PartKind[] };
