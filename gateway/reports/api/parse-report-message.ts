import type { EventOrder } from '../catalog/row-order.ts';
import type { Verdict } from '../../audit/verify/verdict.ts';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { AccountSubject } from '../accounting/account-of.ts';
import type { IndexLocation } from '../index/index-location.ts';
import type { EventFields } from '../query/event-fields.ts';
import type { UnusualAnswers, UnusualQuestion } from '../surveillance/case-question.ts';
import type { AccountAnswer } from './account-answer.ts';
import type { ChartField } from '../catalog/row-order.ts';
import type { ChartCount } from '../query/count-charts.ts';
import type { ReportFault } from './report-fault.ts';

/** What a thread for reports has to know. */
export interface ReportThreadOptions {
  /** `follow` fills the index as the ledger grows; `answer` answers questions. */
  readonly task: 'follow' | 'answer';
  readonly ledger: LedgerLocation;
  readonly index: IndexLocation;
  readonly everyMs: number;
  /** The key that the ledger named when the gateway had opened it, `name+key id+key`; null where none is known. */
  readonly publicKey: string | null;
  /** What a verification compares the ledger with. */
  readonly guardPath: string;
  readonly witnesses: readonly string[];
}

/** What a thread is asked. */
export type ReportQuestion =
  | { readonly kind: 'status' }
  | {
      readonly kind: 'events';
      readonly filter: EventFilter;
      readonly order: EventOrder;
      /** A cursor of this order; null for the first page. */
      readonly after: string | null;
      readonly limit: number;
    }
  | { readonly kind: 'total'; readonly filter: EventFilter }
  | { readonly kind: 'unmet'; readonly filter: EventFilter }
  | {
      readonly kind: 'counts';
      readonly filter: EventFilter;
      readonly by: ChartField;
      readonly timeZone: string;
      readonly limit: number;
    }
  | { readonly kind: 'record'; readonly leaf: number }
  | { readonly kind: 'completeness'; readonly filter: EventFilter }
  | { readonly kind: 'account'; readonly subject: AccountSubject }
  | { readonly kind: 'verify' }
  | UnusualQuestion;

/** What it answers, by the kind of the question. */
export interface ReportAnswers extends UnusualAnswers {
  readonly status: StatusAnswer;
  readonly events: EventsAnswer;
  readonly total: number;
  readonly unmet: readonly string[];
  readonly counts: readonly ChartCount[];
  readonly record: RecordAnswer | null;
  readonly completeness: CompletenessAnswer;
  readonly account: AccountAnswer;
  readonly verify: Verdict;
}

/** How the ledger and its index stand. */
export interface StatusAnswer {
  readonly origin: string;
  readonly size: number;
  readonly indexed: number;
  /** Hex. */
  readonly root: string;
  /** ISO 8601; null where the last record can't be read. */
  readonly lastAt: string | null;
}

/** A page of proven events. */
export interface EventsAnswer {
  readonly edges: readonly { readonly cursor: string; readonly node: EventFields }[];
  readonly next: string | null;
  readonly refused: readonly { readonly leaf: number; readonly why: string }[];
}

/** A record and its proof. */
export interface RecordAnswer {
  readonly leaf: number;
  readonly json: string;
  readonly path: readonly string[];
  readonly checkpoint: string;
  /** Whose records it tells of. */
  readonly patients: readonly string[];
}

/** What the comparison of index and ledger found. */
export interface CompletenessAnswer {
  readonly result: string;
  readonly records: number;
  readonly events: number;
  readonly missing: readonly number[];
  readonly extra: readonly number[];
  readonly changed: readonly number[];
  readonly damaged: readonly number[];
}

/** What a thread is sent. */
export type ReportRequest =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ReportQuestion }
  | { readonly kind: 'close' };

/** What a thread tells. Every question has one `answered` or `failed`. */
export type ReportEvent =
  | { readonly kind: 'answered'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly fault: ReportFault }
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'opened'; readonly publicKey: string | null }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** The ledger leads to nothing that was signed from this record on, null where it does. */
  | { readonly kind: 'filled'; readonly size: number; readonly brokenAt: number | null }
  | { readonly kind: 'unfilled'; readonly cause: string };

// Both ends of the channel are ours and of one build, so its messages are taken at their word.

/** What a thread was started with. */
export function parseThreadOptions(data: unknown): ReportThreadOptions {
  return data as ReportThreadOptions;
}

/** A message to a thread. */
export function parseReportRequest(message: unknown): ReportRequest {
  return message as ReportRequest;
}

/** A message from a thread. */
export function parseReportEvent(message: unknown): ReportEvent {
  return message as ReportEvent;
}

/** The answer to a question of this kind. */
export function parseReportAnswer<Kind extends keyof ReportAnswers>(
  _kind: Kind,
  answer: unknown,
): ReportAnswers[Kind] {
  return answer as ReportAnswers[Kind];
}
