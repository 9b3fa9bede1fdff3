import type { EventFilter } from './event-filter.ts';
import type { EventOrder } from '../query/event-order.ts';
import type { CaseFilter } from './case-filter.ts';
import type { CaseOrder } from '../surveillance/case-order.ts';
import type { ReviewFilter } from './review-filter.ts';
import type { ReviewOrder } from '../surveillance/review-order.ts';
import type {
  CaseReport,
  DocumentReport,
  EventReport,
  NamedReport,
  ReviewReport,
} from './reports.ts';

/** A report, and what it is asked. */
export type NamedQuestion = EventQuestion | DocumentQuestion | CaseQuestion | ReviewQuestion;

export type EventQuestion = Question<EventReport, EventFilter, EventOrder>;
export type DocumentQuestion = Question<DocumentReport, EventFilter, EventOrder>;
export type CaseQuestion = Question<CaseReport, CaseFilter, CaseOrder>;
export type ReviewQuestion = Question<ReviewReport, ReviewFilter, ReviewOrder>;

interface Question<Report extends NamedReport, Filter, Order> {
  /** The report's own, to tell them apart by. */
  readonly by: Report['by'];
  readonly source: Report['source'];
  readonly report: Report;
  readonly filter: Filter;
  readonly order: Order;
}
