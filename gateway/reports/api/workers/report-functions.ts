import type { Verdict } from '../../../audit/verify/verdict.ts';
import type { AccountSubject } from '../../accounting/account-of.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import type { ChartCount, ChartQuery } from '../../query/count-charts.ts';
import type { EventFields } from '../../query/event-fields.ts';
import type { ChangeQuery, Changes } from '../../query/find-changes.ts';
import type { EventQuery } from '../../query/find-events.ts';
import type { Refusal } from '../../query/show-events.ts';
import type {
  CurrentCase,
  CasePage,
  CasesQuery,
  PeopleQuery,
  ReviewPage,
} from '../../surveillance/queries/case-queries.ts';
import type { People } from '../../surveillance/facts/person-facts.ts';
import type { CaseQuery } from '../../surveillance/queries/find-cases.ts';
import type { ReviewQuery } from '../../surveillance/reviews/find-reviews.ts';
import type { QueuePage, QueueQuery } from '../../surveillance/queries/query-queue.ts';
import type { RuleFeedback } from '../../surveillance/reviews/rule-feedback.ts';
import type {
  PreviewQuery,
  ThresholdPreview,
} from '../../surveillance/thresholds/preview-threshold.ts';
import type { RecordedSteps } from '../../surveillance/thresholds/read-threshold-steps.ts';
import type {
  CurrentSuppression,
  SuppressionPage,
  SuppressionQuery,
} from '../../surveillance/suppression/query-suppressions.ts';
import type { AskingState, OwnQuestion } from '../../surveillance/questions/own-questions.ts';
import type { CaseWindow } from '../../surveillance/queries/query-cases.ts';
import type { AccountAnswer } from './answer-account.ts';
import type { ReportSources } from './report-sources.ts';

/** What a report worker serves. */
export interface ReportFunctions {
  /** Called once, before all others. */
  start(sources: ReportSources): void;
  status(): Promise<StatusAnswer>;
  events(query: EventQuery): Promise<EventsAnswer>;
  total(filter: EventFilter): Promise<number>;
  unknownFilterValues(filter: EventFilter): Promise<readonly string[]>;
  counts(query: ChartQuery): Promise<readonly ChartCount[]>;
  /** Null for a record that the index has not read, or that was pruned. */
  record(leaf: number): Promise<RecordAnswer | null>;
  changes(query: ChangeQuery): Promise<Changes>;
  /** The time of the oldest event in the index, UTC ms since 1970; null without one. */
  oldestEvent(): Promise<number | null>;
  completeness(filter: EventFilter): Promise<CompletenessAnswer>;
  account(subject: AccountSubject): Promise<AccountAnswer>;
  /** Reports its progress by `verified`. */
  verify(): Promise<Verdict>;
  people(query: PeopleQuery): Promise<People>;
  cases(query: CasesQuery): Promise<CasePage>;
  /** Null for an id without a case. */
  case(id: string, query: Omit<CaseQuery, 'window'>): Promise<CurrentCase | null>;
  /** The actor, patient and day of a case, which are needed before it is judged. */
  windowOfCase(id: string): Promise<CaseWindow | null>;
  queue(query: QueueQuery): Promise<QueuePage>;
  reviews(query: ReviewQuery): Promise<ReviewPage>;
  thresholdPreview(query: PreviewQuery): Promise<ThresholdPreview>;
  /** The recorded steps of thresholds. */
  thresholds(options: { readonly withReasons: boolean }): Promise<RecordedSteps>;
  suppressions(query: SuppressionQuery): Promise<SuppressionPage>;
  /** Null unless the record with this index is a suppression. */
  suppression(leaf: number): Promise<CurrentSuppression | null>;
  /** The questions about a patient's record. */
  questions(patient: string): Promise<readonly OwnQuestion[]>;
  /** What decides whether the patient may ask about an event. */
  askingState(event: number, patient: string): Promise<AskingState>;
  /** The findings of the reviews since a time, UTC ms since 1970. */
  feedback(since: number): Promise<readonly RuleFeedback[]>;
}

/** What a report worker calls in the main thread. */
export interface ReportCallbacks {
  /** Progress of `verify`, in records. */
  verified(done: number, total: number): void;
}

/** The state of the ledger and its index. */
export interface StatusAnswer {
  readonly origin: string;
  /** Records in the ledger. */
  readonly size: number;
  /** Records in the index. */
  readonly indexed: number;
  /** Root of the ledger's Merkle tree, hex. */
  readonly root: string;
  /** Time of the last record, ISO 8601; null if it cannot be read. */
  readonly lastAt: string | null;
}

/** A page of proven events. */
export interface EventsAnswer {
  readonly edges: readonly { readonly cursor: string; readonly node: EventFields }[];
  readonly next: string | null;
  readonly refused: readonly Refusal[];
}

/** A record and its proof. */
export interface RecordAnswer {
  readonly leaf: number;
  readonly json: string;
  /** Audit path, base64, from the leaf up. */
  readonly path: readonly string[];
  readonly checkpoint: string;
  /** The patients that it is about. */
  readonly patients: readonly string[];
}

/** The result of a comparison of the index with the ledger. */
export interface CompletenessAnswer {
  /** See `DivergenceResult`. */
  readonly result: string;
  /** Records that were read. */
  readonly records: number;
  /** Events that are the same in index and ledger. */
  readonly events: number;
  /** Records with events that the index lacks, has in excess, or holds otherwise; and records that were damaged. */
  readonly missing: readonly number[];
  readonly extra: readonly number[];
  readonly changed: readonly number[];
  readonly damaged: readonly number[];
}
