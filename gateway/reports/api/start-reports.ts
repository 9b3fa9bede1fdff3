import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { createPatientIdCheck } from '../../../directives/patient-id.ts';
import type { MarkedGraph } from '../../../schema/compose.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { AdminConfig } from '../admin-config.ts';
import type { AuditConfig } from '../../audit/audit-config.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import type { IdentityConfig } from '../../access/identity/identity-config.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import type { Log } from '../../platform/log.ts';
import { createExports, type Exports } from './export/create-exports.ts';
import { createUnusualRoot } from './surveillance-root.ts';
import { createFactSource } from '../surveillance/facts/create-facts.ts';
import { createFactAskers } from '../surveillance/facts/fact-asker.ts';
import { createComparisons } from './comparisons.ts';
import { createReportRoot } from './create-report-root.ts';
import { createReports } from './create-reports.ts';
import { createReportSchema } from './create-report-schema.ts';
import { createFieldPolicies } from './describe-field.ts';
import { createFairThread } from './per-caller-queue.ts';
import { startFollowing } from './follow-thread.ts';
import { createReportThread } from './report-thread.ts';
import { createVerifications } from './verifications.ts';

/** The report API of a running gateway. */
export interface Reports {
  readonly gateway: GatewayInterface;
  /** The same as files. */
  readonly exports: Exports;
  /** Fails what reads the whole ledger, which nobody who stops a gateway waits for; all else ends as it would. */
  readonly cutShort: () => Promise<void>;
  /** Lets the index's last step be written. To be called while the ledger is open. */
  readonly close: () => Promise<void>;
}

/** What a gateway has that reports need. */
export interface ReportSurroundings {
  readonly audit: AuditConfig;
  readonly authorization: AuthorizationConfig;
  readonly identity: IdentityConfig;
  readonly graph: MarkedGraph;
  readonly ledger: Pick<Ledger, 'append' | 'appendUnless' | 'ready' | 'witnessed'>;
  /** Signs what subgraphs are asked for facts; null sends it unsigned. */
  readonly sign: SignRequest | null;
  readonly log: Log;
  readonly clock: () => number;
}

/**
 * Starts reports on an open ledger: a thread that fills the index, and the API over it. Throws a `StartError`
 * where the index can't be used.
 */
export async function startReports(
  { roles: reviewers, index, everyMs, facts, unusual, exports: exporting }: AdminConfig,
  { audit, authorization, identity, graph, ledger, sign, log, clock }: ReportSurroundings,
): Promise<Reports> {
  const options = {
    ledger: audit.location,
    index,
    everyMs,
    guardPath: audit.guard,
    witnesses: (audit.publish?.witnesses ?? []).map(({ key }) => key),
  };
  const roles = { reviewers, patients: selfRoles(authorization) };
  const askers =
    facts === null ? [] : createFactAskers(facts, { supergraphSdl: graph.supergraphSdl, sign });
  const following = await startFollowing(options, log);
  const { publicKey } = following;
  const quick = createReportThread({ ...options, publicKey }, log);
  const thorough = createReportThread({ ...options, publicKey }, log);
  const comparisons = createComparisons(
    (filter) => thorough.ask({ kind: 'completeness', filter }),
    clock,
  );
  const verifications = createVerifications(
    (onProgress) => thorough.ask({ kind: 'verify' }, onProgress),
    clock,
  );
  const fields = createFieldPolicies(graph, viewOptions(authorization));
  const cacheMinutes = facts?.cacheMinutes ?? 1;
  const source = createFactSource({
    askers,
    cacheMinutes,
    staffIssuers: new Set(identity.issuers.flatMap((each) => (each.namesStaff ? each.issuer : []))),
    ledger,
    log,
    clock,
  });
  // A look over many days must not keep others waiting.
  const looking = createReportThread({ ...options, publicKey }, log);
  const judgedBy = { settings: unusual, known: source.keys };
  const root = createReportRoot({
    quick: createFairThread(quick),
    comparisons,
    verifications,
    fields,
    ledger,
    isPatientId: createPatientIdCheck(identity.patientIds),
    clock,
    unusual: createUnusualRoot({ looking, comparisons, source, judgedBy, ledger, clock }),
  });
  const exports = createExports({
    sources: { ...options, publicKey, ...exporting, judgedBy },
    comparisons,
    facts: source,
    roles,
    atOnce: exporting.atOnce,
    ledger,
    log,
    clock,
  });
  return {
    exports,
    gateway: createReports({ schema: createReportSchema(), root, roles, ledger, log }),
    cutShort: async () => {
      await Promise.all([thorough.close(), looking.close(), exports.close()]);
    },
    close: async () => {
      await Promise.all([
        quick.close(),
        thorough.close(),
        looking.close(),
        following.close(),
        source.close(),
        exports.close(),
      ]);
    },
  };
}

function selfRoles({ reach }: AuthorizationConfig): readonly string[] {
  return [...reach].flatMap(([role, { kind }]) => (kind === 'self' ? [role] : []));
}

function viewOptions({ defaultRoles, unmarked, mode, unreached, reach }: AuthorizationConfig) {
  const kinds = new Map([...reach].map(([role, { kind }]) => [role, kind] as const));
  return { defaultRoles, unmarked, mode, unreached, reach: kinds, further: new Map() };
}
