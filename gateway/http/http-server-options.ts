import type { BreakGlassOfCallers } from '../access/break-glass/create-break-glass.ts';
import type { Identify } from '../access/identity/create-identify.ts';
import type { IdentityConfig } from '../access/identity/identity-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { GraphGateway } from '../pipeline/create-graph-gateway.ts';
import type { UnplannedBudget } from '../pipeline/limits/create-unplanned-budget.ts';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { RateLimit } from '../platform/rates/create-rate-limit.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestOutcome } from '../platform/metrics/metrics.ts';
import type { Readiness } from '../platform/readiness.ts';
import type { SubgraphSections } from '../platform/subgraph/subgraph-settings.ts';
import type { Exports } from '../reports/api/export/create-exports.ts';
import type { ConsoleSettings } from './authentication/console-settings.ts';
import type { GatewayInterface, ServedDocuments } from './apollo/create-apollo-server.ts';
import type { Development } from './development/create-development.ts';
import type { Certificate } from './connection/open-certificate.ts';
import type { ServerConfig } from './server-config.ts';
import type { RemoteSignIns } from './authentication/sign-ins.ts';

export interface HttpServerOptions {
  readonly config: SubgraphSections & {
    readonly server: ServerConfig;
    readonly limits: LimitsConfig;
    readonly introspection: boolean;
    readonly purpose: PurposeConfig | null;
    readonly identity: IdentityConfig;
  };
  /** Null serves plain HTTP. The server closes it. */
  readonly certificate: Certificate | null;
  readonly gateway: GatewayInterface;
  /** Executes most requests without Apollo Server; null has it handle each request. */
  readonly execute: GraphGateway['execute'] | null;
  readonly identify: Identify;
  readonly rateLimit: RateLimit;
  /** The budget of operations that are not cached yet. */
  readonly unplannedBudget: UnplannedBudget;
  /** Which documents callers may send to `/graphql`. */
  readonly documents: Pick<ServedDocuments, 'resolve' | 'isTrusted'>;
  /** Called for each operation that is served although no manifest has its document. */
  readonly onUntrusted: () => void;
  /** Null disables break-glass. */
  readonly breakGlass: BreakGlassOfCallers | null;
  /** The report API; null disables it. */
  readonly reports: GatewayInterface | null;
  /** Reports as files; null disables them. */
  readonly exports: Pick<Exports, 'open'> | null;
  /** Whether operations can be answered and recorded now. */
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** The key set that verifies the gateway's requests to subgraphs; null where they are unsigned. */
  readonly jwks: object | null;
  /** Null disables the console. */
  readonly console: ConsoleSettings | null;
  /** Null: tokens of any age may read reports. */
  readonly signIns: RemoteSignIns | null;
  /** Null outside development mode. */
  readonly development: Development | null;
  /** Resolves once no operation is under way, including operations of disconnected clients. */
  readonly whenIdle: () => Promise<void>;
  /** Called when requests exceed the shutdown time. Aborts whatever they wait for. */
  readonly onOvertime: () => Promise<unknown>;
  /** Appends to the ledger; resolves once the record is durable. */
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Called with the code of each request that is refused before execution and has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  /** Called once per request for data or a grant with its outcome, invalid requests included. */
  readonly onAnswer: (outcome: RequestOutcome) => void;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly now: () => number;
}
