import type { People } from '../../surveillance/facts/person-facts.ts';
import type { CaseOrder, EventOrder, ReviewOrder } from '../../catalog/row-order.ts';
import type { FileFormat } from '../../catalog/file-format.ts';
import type { ReviewFilter } from '../../catalog/case-filter.ts';
import type { LedgerLocation } from '../../../audit/store/ledger-location.ts';
import type { ReportFault } from '../report-fault.ts';
import type { Coverage } from '../../catalog/coverage.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import type { IndexLocation } from '../../index/index-location.ts';
import type { CaseFilter } from '../../catalog/case-filter.ts';
import type { Facts } from '../../surveillance/facts/person-facts.ts';
import type { JudgedBy } from '../../surveillance/find-cases.ts';

/** Where an export is read from. */
export interface ExportSources {
  readonly ledger: LedgerLocation;
  readonly index: IndexLocation;
  /** See `ReportThreadOptions`. */
  readonly publicKey: string | null;
  readonly guardPath: string;
  readonly witnesses: readonly string[];
  /** The naming system of the patients' ids in FHIR; null where nobody says. */
  readonly patientSystem: string | null;
  /** Rows of an export. */
  readonly mostRows: number;
  /** What cases of unusual access are judged by, but for facts. */
  readonly judgedBy: JudgedBy;
}

/** What is exported. */
export type ExportQuestion = EventExport | CaseExport | ReviewExport;

/** A named report, for whoever asks. */
export interface EventExport {
  readonly filterType: 'EventFilter';
  /** Its name. */
  readonly report: string;
  readonly format: FileFormat;
  /** With what the report says itself. */
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** For the patient whose record it is about. */
  readonly isOwn: boolean;
  readonly coverage: Coverage;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** Cases of unusual access, for a reviewer. */
export interface CaseExport extends Pick<EventExport, 'format' | 'at' | 'coverage'> {
  readonly filterType: 'CaseFilter';
  readonly filter: CaseFilter;
  readonly order: CaseOrder;
}

/** Sign-offs, for a reviewer. */
export interface ReviewExport extends Pick<EventExport, 'format' | 'at' | 'coverage'> {
  readonly filterType: 'ReviewFilter';
  readonly filter: ReviewFilter;
  readonly order: ReviewOrder;
}

/**
 * What a thread tells of an export: `people` whose facts it needs, `opened` or `failed` by itself, and one of the others each time
 * that it is asked for the next piece.
 */
export type ExportEvent =
  | { readonly kind: 'people'; readonly people: People }
  /** Rows that will follow; null for a document. */
  | { readonly kind: 'opened'; readonly rows: number | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly fault: ReportFault };

/** Messages to the thread: what to open, the facts that it needs and, once it is open, to read on. */
export type ExportMessage =
  | { readonly kind: 'open'; readonly question: ExportQuestion }
  | { readonly kind: 'facts'; readonly facts: Facts }
  | { readonly kind: 'next' };

// Both ends of the channel are ours and of one build, so its messages are taken at their word.

/** What a thread was started with. */
export function parseExportSources(data: unknown): ExportSources {
  return data as ExportSources;
}

/** A message from a thread. */
export function parseExportEvent(message: unknown): ExportEvent {
  return message as ExportEvent;
}

/** A message to a thread, which awaits that kind of it. */
export function parseExportMessage<Kind extends ExportMessage['kind']>(
  message: unknown,
  kind: Kind,
): Extract<ExportMessage, { readonly kind: Kind }> {
  const received = message as ExportMessage;
  if (received.kind !== kind)
    throw new TypeError(`a thread received ${received.kind} instead of ${kind}`);
  return received as Extract<ExportMessage, { readonly kind: Kind }>;
}
