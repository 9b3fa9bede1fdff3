import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { BreakGlassOfCallers } from '../../access/break-glass/create-break-glass.ts';
import type { StartRequest } from '../../access/break-glass/parse-start.ts';
import type { StartedGrant } from '../../access/break-glass/create-break-glass.ts';
import type { Appended } from '../../audit/append/append-queue.ts';
import type { RecordText } from '../../audit/record/record-text.ts';
import type { Config } from '../../config/config.ts';
import type { Prepared } from '../../config/start/prepare-start.ts';
import type { Caller } from '../../platform/caller.ts';
import type { SettingProblem } from '../../platform/errors.ts';
import type { Dependency, DependencyFailure } from '../../platform/dependency-states.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';
import type { Admission } from '../../platform/rates/create-rate-limit.ts';
import type { Allowance, LimitKey, Usage } from '../../platform/rates/limiter.ts';
import type { Readiness } from '../../platform/readiness.ts';
import {
  createRequestContext,
  NOTHING_PASSED_ON,
  type RequestContext,
} from '../../platform/request-context.ts';
import type { OpenFile } from '../../reports/api/export/create-exports.ts';
import type { ServedGraph } from '../serve-requests.ts';
import type { MetricEvents, SharedState } from '../shared-services.ts';
import type { FaultData } from './fault-data.ts';

/** What a worker is started with. A restarted worker gets the same, whatever the files hold by then. */
export interface WorkerSetup {
  /** From 1 on. */
  readonly index: number;
  readonly config: Config;
  readonly graph: ServedGraph;
  /** Empty without a module of rules. */
  readonly elementMarks: ReturnType<Prepared['graph']['readMarks']>['elementMarks'];
  /** Hash of the operator's module of rules, as the ledger has it. */
  readonly rulesHash: string | null;
  /** The key set that verifies the gateway's requests to subgraphs, as JSON; null where they are unsigned. */
  readonly jwks: string | null;
  readonly ledgerKey: string;
  /** `maxAgeSeconds` of sign-ins; null where tokens of any age may read reports. */
  readonly signInSeconds: number | null;
}

/** The result of a worker's start. */
export type WorkerStart =
  | { readonly ok: true; readonly url: string }
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      /** The same by setting; null if they are of no setting. */
      readonly settings: readonly SettingProblem[] | null;
    };

/** The functions of a worker that the primary calls. */
export interface WorkerFunctions {
  readonly start: (setup: WorkerSetup) => Promise<WorkerStart>;
  readonly readiness: () => Promise<Readiness>;
  /** Metrics of the process, as data of prom-client. */
  readonly processMetrics: () => Promise<object>;
  readonly ping: () => void;
  readonly pause: () => Promise<void>;
  /** Closes everything, then ends the process. */
  readonly close: () => Promise<void>;
}

/** The functions of the primary that a worker calls. */
export interface PrimaryFunctions {
  /** Called once the worker gets messages. */
  readonly loaded: () => void;
  readonly append: (record: RecordText | null) => Promise<Appended>;
  /** Records that nothing was released for a record, since the worker had given it up. */
  readonly markUnreleased: (leaves: Appended) => void;
  readonly count: (
    limiter: LimiterName,
    key: LimitKey,
    allowance: Allowance,
    amount: number,
  ) => Promise<Usage>;
  readonly readCount: (limiter: LimiterName, key: LimitKey, allowance: Allowance) => Promise<Usage>;
  readonly isFirstUse: (id: string, seconds: number) => Promise<boolean>;
  readonly presentGrant: BreakGlassOfCallers['present'];
  readonly admitStart: (caller: Caller) => Promise<Admission>;
  readonly startGrant: (context: SentContext, request: StartRequest) => Promise<StartedGrant>;
  readonly stopGrant: (context: SentContext, grant: BreakGlassGrant) => Promise<void>;
  readonly assertFresh: (caller: Caller) => Promise<void>;
  readonly endSignIn: (caller: Caller) => Promise<void>;
  readonly report: (request: ReportRequest) => Promise<ReportResult>;
  readonly openExport: (id: string, context: SentContext, body: unknown) => Promise<OpenedExport>;
  /** The next part of a file; null after the last one. */
  readonly nextOfExport: (id: string) => Promise<string | Uint8Array | null>;
  readonly closeExport: (id: string) => void;
  readonly state: () => SharedState;
  readonly refused: (code: FaultCode) => void;
  readonly measured: (event: MetricEvent) => void;
  readonly noted: (dependency: Dependency, failure: DependencyFailure | null) => void;
}

/** See `CallerLimits`. */
export type LimiterName = 'limiter' | 'ownLimiter';

/** A call of one of {@link MetricEvents}. */
export type MetricEvent = {
  readonly [Name in keyof MetricEvents]: readonly [Name, ...Parameters<MetricEvents[Name]>];
}[keyof MetricEvents];

export type OpenedExport = Omit<OpenFile, 'body'>;

/** The context of a request without what only its worker has. */
export type SentContext = Omit<RequestContext, 'client' | 'clientGone'>;

export function toSentContext(context: RequestContext): SentContext {
  const { caller, requestId, traceId, received, purpose, breakGlass } = context;
  return { caller, requestId, traceId, received, purpose, breakGlass };
}

export function fromSentContext(sent: SentContext): RequestContext {
  return createRequestContext({ ...sent, client: NOTHING_PASSED_ON, clientGone: null });
}

/** An operation of the report API that the worker has parsed and validated. */
export interface ReportRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly context: SentContext;
}

export interface ReportResult {
  readonly data: Awaited<ReturnType<ReportExecutor>>['data'];
  readonly errors: readonly ReportError[] | null;
}

type ReportExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

/** An error of the report API. */
export interface ReportError {
  readonly fault: FaultData;
  readonly path: readonly (string | number)[] | null;
  readonly extensions: Readonly<Record<string, unknown>>;
}
