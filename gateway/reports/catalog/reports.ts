import { RECORD_KINDS } from '../../audit/record/record.ts';
import type { AnySpec } from './filter-spec.ts';
import { EVENT_FILTER, type EventFilter } from './event-filter.ts';
import { ORDER_FIELDS, type OrderField } from '../query/event-order.ts';
import type { RowOrder } from '../query/row-order.ts';
import { CASE_FIELDS, NEWEST, type CaseField } from '../surveillance/case-order.ts';
import { CASE_FILTER, REVIEW_FILTER } from './filter-specs.ts';
import { REVIEW_FIELDS, type ReviewField } from '../surveillance/review-order.ts';
import type { AskedBy } from './resolve-filter.ts';
import type { ColumnName } from '../formats/columns.ts';
import { FHIR_FORMATS, type FhirFormat } from '../formats/fhir/fhir-writer.ts';
import { TEXT_FORMATS, type TextFormat } from '../formats/text-writer.ts';

/** A report that can be asked for by its name, in a terminal, over HTTP and in the console. */
export type NamedReport = EventReport | DocumentReport | CaseReport | ReviewReport;

/** What all reports have: rows that can be sorted by these fields, and which order they have of themselves. */
interface ReportFrame<Field extends string> {
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly text: string;
  /** In the order of preference. */
  readonly formats: readonly FileFormat[];
  /** Whether a patient may have it, of their own record. */
  readonly isForPatients: boolean;
  /** None where it has no rows of its own to sort. */
  readonly fields: readonly Field[];
  readonly order: RowOrder<Field>;
}

/** One of events that the index finds, or that a pass over the ledger does. */
export interface EventReport extends ReportFrame<OrderField>, AskedBy {
  readonly by: 'EventFilter';
  readonly source: 'events' | 'unknown outcomes' | 'changes';
  readonly filter: EventFilter;
  /** See `EventChoice`. */
  readonly isNarrow: boolean;
  readonly columns: readonly ColumnName[];
}

/** A document about one patient or the whole ledger. */
export interface DocumentReport extends ReportFrame<OrderField>, AskedBy {
  readonly by: 'EventFilter';
  readonly source: 'account' | 'certificate' | 'proof';
}

/** One of accesses that a rule finds unusual. */
export interface CaseReport extends ReportFrame<CaseField>, AskedBy {
  readonly by: 'CaseFilter';
  readonly source: 'cases';
}

/** One of what was signed off. */
export interface ReviewReport extends ReportFrame<ReviewField>, AskedBy {
  readonly by: 'ReviewFilter';
  readonly source: 'reviews';
}

/** What reports are written as; which of them a report has is its own to say. */
export type FileFormat = TextFormat | FhirFormat | 'html';

const ROWS = [...TEXT_FORMATS, ...FHIR_FORMATS] as const;

const COLUMNS: readonly ColumnName[] = [
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

const CHANGES = RECORD_KINDS.filter((kind) => kind.startsWith('log.'));

const OLDEST = { by: 'leaf', direction: 'asc' } as const;

const EVENTS = {
  by: 'EventFilter',
  source: 'events',
  needs: [],
  takes: namesIn(EVENT_FILTER),
  filter: {},
  spec: EVENT_FILTER,
  isNarrow: false,
  columns: COLUMNS,
  fields: ORDER_FIELDS,
  order: OLDEST,
  formats: ROWS,
  isForPatients: false,
} as const;

const DOCUMENT = {
  by: 'EventFilter',
  needs: [],
  takes: ['since', 'until'],
  filter: {},
  spec: EVENT_FILTER,
  fields: [],
  order: OLDEST,
  isForPatients: false,
} as const;

const UNUSUAL: CaseReport = {
  by: 'CaseFilter',
  source: 'cases',
  name: 'unusual',
  title: 'Unusual access',
  text: 'Cases of unusual access, of 30 days unless --since says otherwise.',
  needs: [],
  takes: namesIn(CASE_FILTER),
  filter: {},
  spec: CASE_FILTER,
  fields: CASE_FIELDS,
  order: NEWEST,
  formats: ROWS,
  isForPatients: false,
};

const REVIEWS: ReviewReport = {
  by: 'ReviewFilter',
  source: 'reviews',
  name: 'reviews',
  title: 'Reviews',
  text: 'What was signed off, by whom and with which note.',
  needs: [],
  takes: namesIn(REVIEW_FILTER),
  filter: {},
  spec: REVIEW_FILTER,
  fields: REVIEW_FIELDS,
  order: NEWEST,
  formats: ROWS,
  isForPatients: false,
};

/** All of them, in the order in which they are listed. */
export const NAMED_REPORTS: readonly NamedReport[] = Object.freeze([
  {
    ...EVENTS,
    name: 'patient',
    title: 'Who saw a patient',
    text: "Every access to one patient's record, and what was denied where a request named the patient.",
    needs: ['patient'],
    isForPatients: true,
  },
  {
    ...EVENTS,
    name: 'actor',
    title: 'What somebody saw',
    text: 'Everything that one person, or program, saw and was denied.',
    needs: ['actor'],
  },
  {
    ...EVENTS,
    name: 'field',
    title: 'Who saw a field',
    text: 'Who was shown one field of whom.',
    needs: ['coordinate'],
    filter: { parts: ['access'] },
    isNarrow: true,
    // A row of it shows less than what the index could choose and sort it by.
    takes: without(EVENTS.takes, ['category', 'relation', 'leastRecords', 'mostRecords']),
    fields: without(ORDER_FIELDS, ['records', 'coordinates', 'relations']),
  },
  {
    ...EVENTS,
    name: 'category',
    title: 'Access by category',
    text: 'Who was shown or denied anything of one category, such as MENTAL_HEALTH.',
    needs: ['category'],
    columns: [...COLUMNS, 'purpose'],
  },
  {
    ...EVENTS,
    name: 'denied',
    title: 'Denied attempts',
    text: 'What was denied to whom, and why.',
    filter: { denied: true },
  },
  {
    ...EVENTS,
    name: 'break-glass',
    title: 'Break-glass',
    text: 'Who broke the glass, why, and what they saw by it.',
    filter: { breakGlass: true },
    columns: [...COLUMNS, 'event', 'reason', 'until', 'grant'],
  },
  {
    ...EVENTS,
    name: 'unknown-outcome',
    title: 'Writes with unknown outcome',
    text: 'Changes that were begun and of which no outcome was recorded, or none that is sure.',
    source: 'unknown outcomes',
    takes: ['patient', 'actor', 'issuer', 'operation', 'since', 'until'],
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
    text: 'What changed in how the ledger is kept and what decides: policy, keys, holds, erasures, prunings, restores.',
    source: 'changes',
    takes: ['patient', 'kind', 'since', 'until'],
    spec: { ...EVENT_FILTER, kind: { is: 'one of', words: CHANGES } },
    columns: ['leaf', 'time', 'event', 'gateway', 'patient', 'note'],
  },
  {
    ...EVENTS,
    name: 'readers',
    title: 'Who read the audit log',
    text: 'Who read which report about whom, or tried to.',
    filter: { kind: 'audit.read' },
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
    text: 'Every access, denial, change, reading and sign-off, by whatever filters.',
    columns: [...COLUMNS, 'purpose', 'event', 'note'],
  },
  {
    ...DOCUMENT,
    name: 'disclosures',
    title: 'Accounting of disclosures',
    text: "The accounting of one patient's disclosures (45 CFR 164.528).",
    source: 'account',
    needs: ['patient'],
    formats: ['html', 'csv', 'json'],
    isForPatients: true,
  },
  {
    ...DOCUMENT,
    name: 'certificate',
    title: 'Certificate of integrity',
    text: 'What a verification of the whole ledger finds, as a page to print and keep.',
    source: 'certificate',
    takes: [],
    formats: ['html', 'json'],
  },
  {
    ...DOCUMENT,
    name: 'proof',
    title: 'Proof of what the ledger holds about a patient',
    text: 'Every record about one patient with proofs that can be checked without the ledger.',
    source: 'proof',
    needs: ['patient'],
    formats: ['json'],
  },
  UNUSUAL,
  REVIEWS,
] satisfies NamedReport[]);

/** The report of that name; null where there is none. */
export function findReport(name: string): NamedReport | null {
  return NAMED_REPORTS.find((report) => report.name === name) ?? null;
}

/** All names but these. A declaration, as what follows. */
function without<Name extends string>(names: readonly Name[], others: readonly Name[]) {
  return names.filter((name) => !others.includes(name));
}

/** What a filter may say. A declaration, since the reports above are made with it. */
function namesIn(spec: AnySpec): readonly string[] {
  return Object.keys(spec);
}
