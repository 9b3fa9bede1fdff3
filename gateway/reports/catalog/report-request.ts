import type { CaseFilter, ReviewFilter } from './case-filter.ts';
import type { EventFilter } from './event-filter.ts';
import type { CaseReport, DocumentReport, EventReport, Report, ReviewReport } from './report.ts';
import type { CaseOrder, EventOrder, ReviewOrder } from './row-order.ts';

/** A report with its filter and order. */
export type ReportRequest =
  | Requested<EventReport, EventFilter, EventOrder>
  | Requested<DocumentReport, EventFilter, EventOrder>
  | Requested<CaseReport, CaseFilter, CaseOrder>
  | Requested<ReviewReport, ReviewFilter, ReviewOrder>;

/** The requests for one kind of report. */
export type RequestFor<Source extends Report['source']> = Extract<
  ReportRequest,
  { readonly source: Source }
>;

interface Requested<Kind extends Report, Filter, Order> {
  /** The report's own `filterType` and `source`, repeated here to discriminate the union. */
  readonly filterType: Kind['filterType'];
  readonly source: Kind['source'];
  readonly report: Kind;
  readonly filter: Filter;
  readonly order: Order;
}
