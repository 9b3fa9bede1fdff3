import { FILTER_NAMES, type EventFilter } from '../index/event-filter.ts';
import type { EventOrder } from '../index/event-order.ts';
import type { ColumnName } from './columns.ts';
import { TEXT_FORMATS, type TextFormat } from './text-writer.ts';

/**
 * What a report is drawn from: events that the index finds; a pass over the ledger for what it says beside
 * events; or a document about one patient or the whole ledger.
 */
export type ReportSource = 'events' | 'unknown outcomes' | 'changes' | Document;

type Document = 'account' | 'certificate' | 'proof';

/** A report that can be asked for by its name, in a terminal, over HTTP and in the console. */
export interface NamedReport {
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly text: string;
  readonly source: ReportSource;
  /** What must be said of which, beside the name. */
  readonly needs: readonly (keyof EventFilter)[];
  /** What else may be said. */
  readonly takes: readonly (keyof EventFilter)[];
  /** What it says itself. */
  readonly filter: EventFilter;
  /** See `EventChoice`. */
  readonly isNarrow: boolean;
  readonly columns: readonly ColumnName[];
  readonly order: EventOrder;
  /** In the order of preference. */
  readonly formats: readonly FileFormat[];
  /** Whether a patient may have it, of their own record. */
  readonly isForPatients: boolean;
}

/** What reports are written as; which of them a report has is its own to say. */
export type FileFormat = TextFormat | 'fhir' | 'fhir-ndjson' | 'html';

const ROWS: readonly FileFormat[] = [...TEXT_FORMATS, 'fhir', 'fhir-ndjson'];

/** What events are searched by. */
const FILTERS = FILTER_NAMES.filter((name) => name !== 'parts');

const COLUMNS: readonly ColumnName[] = [
  'leaf',
  'time',
  'actor',
  'roles',
  'relation',
  'patient',
  'records',
  'coordinates',
  'operation',
  'outcome',
];

const EVENTS = {
  source: 'events',
  needs: [],
  takes: FILTERS,
  filter: {},
  isNarrow: false,
  columns: COLUMNS,
  order: { by: 'leaf', direction: 'asc' },
  formats: ROWS,
  isForPatients: false,
} as const;

const NO_ROWS = { ...EVENTS, columns: [], takes: ['since', 'until'] } as const;

/** All of them, in the order in which they are listed. */
export const NAMED_REPORTS: readonly NamedReport[] = Object.freeze([
  {
    ...EVENTS,
    name: 'patient',
    title: 'Who saw a patient',
    text: "Every access to one patient's record, and what was asked of it in vain.",
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
    takes: ['patient', 'actor', 'operation', 'since', 'until'],
    columns: ['leaf', 'time', 'actor', 'roles', 'patient', 'coordinates', 'operation', 'note'],
  },
  {
    ...EVENTS,
    name: 'changes',
    title: 'Administration and policy',
    text: 'What changed in how the ledger is kept and what decides: policy, keys, holds, erasures, prunings, restores.',
    source: 'changes',
    takes: ['patient', 'kind', 'since', 'until'],
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
    ...NO_ROWS,
    name: 'disclosures',
    title: 'Accounting of disclosures',
    text: "The accounting of one patient's disclosures (45 CFR 164.528).",
    source: 'account',
    needs: ['patient'],
    formats: ['html', 'csv', 'json'],
    isForPatients: true,
  },
  {
    ...NO_ROWS,
    name: 'certificate',
    title: 'Certificate of integrity',
    text: 'What a verification of the whole ledger finds, as a page to print and keep.',
    source: 'certificate',
    takes: [],
    formats: ['html', 'json'],
  },
  {
    ...NO_ROWS,
    name: 'proof',
    title: 'Proof of what the ledger holds about a patient',
    text: 'Every record about one patient with proofs that can be checked without the ledger.',
    source: 'proof',
    needs: ['patient'],
    formats: ['json'],
  },
] satisfies NamedReport[]);

/** The report of that name; null where there is none. */
export function findReport(name: string): NamedReport | null {
  return NAMED_REPORTS.find((report) => report.name === name) ?? null;
}
