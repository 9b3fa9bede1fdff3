import { RECORD_KINDS } from '../../audit/record/record.ts';
import { CASE_FILTER, REVIEW_FILTER } from './case-filter.ts';
import { CASE_COLUMNS, REVIEW_COLUMNS, type EventColumn } from './columns.ts';
import { CHANGE_FILTER, EVENT_FILTER, UNKNOWN_OUTCOME_FILTER } from './event-filter.ts';
import { FHIR_FORMATS, TEXT_FORMATS } from './file-format.ts';
import { keysOf } from './filter-spec.ts';
import type { Report } from './report.ts';
import {
  CASE_FIELDS,
  EVENT_FIELDS,
  NEWEST_FIRST,
  OLDEST_FIRST,
  REVIEW_FIELDS,
} from './row-order.ts';

const ROW_FORMATS = [...TEXT_FORMATS, ...FHIR_FORMATS] as const;

/** The columns of most reports of events. */
const COLUMNS: readonly EventColumn[] = [
  'leaf',
  'time',
  'actor',
  'issuer',
  'roles',
  'relation',
  'patient',
  'records',
  'coordinates',
  'operation',
  'outcome',
];

const CHANGE_KINDS = RECORD_KINDS.filter((kind) => kind.startsWith('log.'));

/** What most reports of events have in common. */
const EVENTS = {
  filterType: 'EventFilter',
  source: 'events',
  requires: [],
  accepts: keysOf(EVENT_FILTER),
  fixed: {},
  spec: EVENT_FILTER,
  isNarrow: false,
  columns: COLUMNS,
  fields: keysOf(EVENT_FIELDS),
  order: OLDEST_FIRST,
  formats: ROW_FORMATS,
  isForPatients: false,
} as const;

/** What documents have in common. */
const DOCUMENT = {
  filterType: 'EventFilter',
  requires: [],
  accepts: ['since', 'until'],
  fixed: {},
  spec: EVENT_FILTER,
  fields: [],
  order: OLDEST_FIRST,
  isForPatients: false,
} as const;

/** All reports, in the order in which they are listed. */
export const REPORTS: readonly Report[] = Object.freeze<Report[]>([
  {
    ...EVENTS,
    name: 'patient',
    title: 'Who saw a patient',
    text: "Every access to one patient's record, and denials of requests that named the patient.",
    requires: ['patient'],
    isForPatients: true,
    impliedBy: 'patient',
  },
  {
    ...EVENTS,
    name: 'actor',
    title: 'What a person saw',
    text: 'Everything that one person or program saw and was denied.',
    requires: ['actor'],
    impliedBy: 'actor',
  },
  {
    ...EVENTS,
    name: 'field',
    title: 'Who saw a field',
    text: 'Every release of one field, with actor and patient.',
    requires: ['coordinate'],
    fixed: { parts: ['access'] },
    isNarrow: true,
    // A row shows less than the index could filter and sort by.
    accepts: without(EVENTS.accepts, ['category', 'relation', 'leastRecords', 'mostRecords']),
    fields: without(EVENTS.fields, ['records', 'coordinates', 'relations']),
    impliedBy: 'coordinate',
  },
  {
    ...EVENTS,
    name: 'category',
    title: 'Access by category',
    text: 'Every release and denial of fields of one category, such as MENTAL_HEALTH.',
    requires: ['category'],
    columns: [...COLUMNS, 'purpose'],
  },
  {
    ...EVENTS,
    name: 'denied',
    title: 'Denied attempts',
    text: 'What was denied, to which actor, and why.',
    fixed: { denied: true },
    impliedBy: 'denied',
  },
  {
    ...EVENTS,
    name: 'break-glass',
    title: 'Break-glass',
    text: 'Break-glass grants: actor, reason, and what was seen with them.',
    fixed: { breakGlass: true },
    columns: [...COLUMNS, 'event', 'reason', 'until', 'grant'],
    impliedBy: 'breakGlass',
  },
  {
    ...EVENTS,
    name: 'unknown-outcome',
    title: 'Writes with unknown outcome',
    text: 'Mutations that were started and have no recorded outcome, or an uncertain one.',
    source: 'unknown outcomes',
    accepts: keysOf(UNKNOWN_OUTCOME_FILTER),
    columns: [
      'leaf',
      'time',
      'actor',
      'issuer',
      'roles',
      'patient',
      'coordinates',
      'operation',
      'note',
    ],
  },
  {
    ...EVENTS,
    name: 'changes',
    title: 'Administration and policy',
    text: 'Changes to the ledger and to what decides: policy, keys, holds, erasures, prunings, restores.',
    source: 'changes',
    accepts: keysOf(CHANGE_FILTER),
    spec: {
      ...EVENT_FILTER,
      kind: { ...EVENT_FILTER.kind, takes: { kind: 'enum', values: CHANGE_KINDS } },
    },
    columns: ['leaf', 'time', 'event', 'gateway', 'patient', 'note'],
  },
  {
    ...EVENTS,
    name: 'readers',
    title: 'Who read the audit log',
    text: 'Every report that was read or denied: reader, report and patient.',
    fixed: { kind: 'audit.read' },
    columns: [
      'leaf',
      'time',
      'actor',
      'issuer',
      'name',
      'roles',
      'patient',
      'note',
      'coordinates',
      'outcome',
    ],
  },
  {
    ...EVENTS,
    name: 'all',
    title: 'All events',
    text: 'Every access, denial, write, report and review, by any filters.',
    columns: [...COLUMNS, 'purpose', 'event', 'note'],
  },
  {
    ...DOCUMENT,
    name: 'disclosures',
    title: 'Accounting of disclosures',
    text: "The accounting of one patient's disclosures (45 CFR 164.528).",
    source: 'account',
    requires: ['patient'],
    formats: ['html', 'pdf', 'csv', 'json'],
    isForPatients: true,
  },
  {
    ...DOCUMENT,
    name: 'access-report',
    title: 'Access report',
    text: "Who opened one patient's record, as a letter to the patient.",
    source: 'access',
    requires: ['patient'],
    formats: ['html', 'pdf'],
    isForPatients: true,
  },
  {
    ...DOCUMENT,
    name: 'break-glass-notice',
    title: 'Notice of emergency access',
    text: "Break-glass access to one patient's record in the last 30 days, as a letter to the patient.",
    source: 'notice',
    requires: ['patient'],
    formats: ['html', 'pdf'],
  },
  {
    ...DOCUMENT,
    name: 'certificate',
    title: 'Certificate of integrity',
    text: 'The verdict on the whole ledger, as a page to print and keep.',
    source: 'certificate',
    accepts: [],
    formats: ['html', 'json'],
  },
  {
    ...DOCUMENT,
    name: 'proof',
    title: 'Proof of what the ledger holds about a patient',
    text: 'Every record about one patient, with proofs that can be verified without the ledger.',
    source: 'proof',
    requires: ['patient'],
    formats: ['json'],
  },
  {
    filterType: 'CaseFilter',
    source: 'cases',
    name: 'unusual',
    title: 'Unusual access',
    text: 'Cases of unusual access; of the last 30 days without --since.',
    requires: [],
    accepts: keysOf(CASE_FILTER),
    fixed: {},
    spec: CASE_FILTER,
    columns: CASE_COLUMNS,
    fields: keysOf(CASE_FIELDS),
    order: NEWEST_FIRST,
    formats: ROW_FORMATS,
    isForPatients: false,
  },
  {
    filterType: 'ReviewFilter',
    source: 'reviews',
    name: 'reviews',
    title: 'Reviews',
    text: 'Each step of the reviews of cases: finding, reopening, assignment, comment.',
    requires: [],
    accepts: keysOf(REVIEW_FILTER),
    fixed: {},
    spec: REVIEW_FILTER,
    columns: REVIEW_COLUMNS,
    fields: keysOf(REVIEW_FIELDS),
    order: NEWEST_FIRST,
    formats: ROW_FORMATS,
    isForPatients: false,
  },
]);

/** The report with that name, or null. */
export function findReport(name: string): Report | null {
  return REPORTS.find((report) => report.name === name) ?? null;
}

function without<Name extends string>(names: readonly Name[], others: readonly Name[]) {
  return names.filter((name) => !others.includes(name));
}
