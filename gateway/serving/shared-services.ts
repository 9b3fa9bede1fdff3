import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { BreakGlassOfCallers } from '../access/break-glass/create-break-glass.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { RemoteSignIns } from '../http/authentication/sign-ins.ts';
import type { CallerLimits } from '../pipeline/limits/open-caller-limits.ts';
import type { DependencyStates } from '../platform/dependency-states.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { Exports } from '../reports/api/export/create-exports.ts';

/**
 * What requests share, whichever process serves them: one ledger, one count of each limit, one break-glass, one set of
 * reports. Every function may be one of another process, so each takes and returns data that can be cloned.
 */
export interface SharedServices {
  /** Appends to the ledger; resolves once the record is durable. */
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** See `Ledger.publicKey`. */
  readonly ledgerKey: string;
  readonly limits: Pick<CallerLimits, 'limiter' | 'ownLimiter' | 'isFirstUse'>;
  /** Null disables break-glass. */
  readonly breakGlass: BreakGlassOfCallers | null;
  /** Null: tokens of any age may read reports. */
  readonly signIns: RemoteSignIns | null;
  /** The report API; null disables it. */
  readonly reports: GatewayInterface | null;
  /** Reports as files; null disables them. */
  readonly exports: Pick<Exports, 'open'> | null;
  readonly metrics: MetricEvents;
  /** Called with the code of each request that is refused before execution and has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly state: () => SharedState | Promise<SharedState>;
}

/** What is counted for the metrics. */
export type MetricEvents = Omit<Metrics, 'print' | 'printCosts' | 'appended'>;

/** Whether requests can be recorded and counted now, and the outcome of the last call to each shared dependency. */
export interface SharedState {
  readonly isLedgerReady: boolean;
  readonly canCount: boolean;
  readonly dependencies: ReturnType<DependencyStates['list']>;
}
