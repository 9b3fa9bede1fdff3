import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { FaultCode } from '../../errors.ts';
import type { EventFilter } from '../index/event-filter.ts';
import type { EventOrder } from '../index/event-order.ts';
import type { IndexLocation } from '../index/index-location.ts';
import type { FileFormat } from '../named/named-reports.ts';

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
}

/** What is exported. */
export interface ExportQuestion {
  /** Name of a report. */
  readonly report: string;
  readonly format: FileFormat;
  /** With what the report says itself. */
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** For the patient whose record it is about. */
  readonly isOwn: boolean;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** What a thread for one export is started with. */
export interface ExportThreadOptions {
  readonly sources: ExportSources;
  readonly question: ExportQuestion;
}

/** What it tells: `opened` or `failed` by itself, and one of the others for each message that it gets. */
export type ExportEvent =
  /** Rows that will follow; null for a document. */
  | { readonly kind: 'opened'; readonly rows: number | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly cause: string };

// Both ends of the channel are ours and of one build, so its messages are taken at their word.

/** What a thread was started with. */
export function parseExportOptions(data: unknown): ExportThreadOptions {
  return data as ExportThreadOptions;
}

/** A message from a thread. */
export function parseExportEvent(message: unknown): ExportEvent {
  return message as ExportEvent;
}
