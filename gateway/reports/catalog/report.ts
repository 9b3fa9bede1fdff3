import type { CaseFilter, ReviewFilter } from './case-filter.ts';
import type { CaseColumn, EventColumn, ReviewColumn } from './columns.ts';
import type { EventFilter, RequestedEventFilter } from './event-filter.ts';
import type { FileFormat } from './file-format.ts';
import type { FilterSpec } from './filter-spec.ts';
import type { CaseField, EventField, ReviewField, RowOrder } from './row-order.ts';

/** The declaration of a report. The command line, exports, the API and the console are derived from it. */
export type Report = EventReport | DocumentReport | CaseReport | ReviewReport;

interface ReportBase<Part extends string, Field extends string> {
  readonly name: string;
  readonly title: string;
  /** What the report shows, in one sentence. */
  readonly text: string;
  /** In the order in which they are offered. */
  readonly formats: readonly FileFormat[];
  /** Whether patients may request it for their own record. */
  readonly isForPatients: boolean;
  /** Parts of the filter that a request has to set. */
  readonly requires: readonly Part[];
  /** Parts that a request may set. */
  readonly accepts: readonly Part[];
  /** Parts that the report sets itself; a request cannot change them. */
  readonly fixed: object;
  /** The declaration of its filter, which `requires` and `accepts` name parts of. */
  readonly spec: FilterSpec;
  /** Fields that the report can be sorted by; empty for documents. */
  readonly fields: readonly Field[];
  /** The order of a request that names none. */
  readonly order: RowOrder<Field>;
  /** The part of the filter that selects this report on the command line if no report is named. */
  readonly impliedBy?: Part;
}

/** A report of events, found by the index or by a scan of the ledger. */
export interface EventReport extends ReportBase<keyof RequestedEventFilter, EventField> {
  readonly filterType: 'EventFilter';
  readonly source: 'events' | 'unknown outcomes' | 'changes';
  readonly fixed: EventFilter;
  /** Whether each row shows only what was released of the field in the filter, as in the report `field`. */
  readonly isNarrow: boolean;
  readonly columns: readonly EventColumn[];
}

/** A document about one patient or the whole ledger. */
export interface DocumentReport extends ReportBase<keyof RequestedEventFilter, EventField> {
  readonly filterType: 'EventFilter';
  readonly source: 'account' | 'access' | 'notice' | 'certificate' | 'proof';
}

/** The report of cases of unusual access. */
export interface CaseReport extends ReportBase<keyof CaseFilter, CaseField> {
  readonly filterType: 'CaseFilter';
  readonly source: 'cases';
  readonly fixed: CaseFilter;
  readonly columns: readonly CaseColumn[];
}

/** The report of reviews. */
export interface ReviewReport extends ReportBase<keyof ReviewFilter, ReviewField> {
  readonly filterType: 'ReviewFilter';
  readonly source: 'reviews';
  readonly fixed: ReviewFilter;
  readonly columns: readonly ReviewColumn[];
}
