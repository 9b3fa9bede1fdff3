import type { CustomRules } from '../../directives/operation/custom-rules.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { ClientSchemaText } from '../../schema/client-schema-text.ts';
import { createByteBudget } from '../platform/subgraph/byte-budget.ts';
import type { SubgraphOptions } from './execution/inner-gateway.ts';
import type { UnplannedBudget } from './limits/create-unplanned-budget.ts';
import { createFailureLine } from '../platform/failure-line.ts';
import type { Log } from '../platform/log.ts';
import type { PolicySource } from '../access/policies/policy-source.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { EvaluableRule, RuleFaultReason } from '../access/custom-rules/evaluable-rule.ts';
import { createPlanAhead, type PlanAhead } from './documents/create-plan-ahead.ts';
import { createGraphGateway, type GraphGateway } from './create-graph-gateway.ts';
import { createRecordHash } from './release/create-record-hash.ts';
import { createPseudonyms } from './release/create-pseudonyms.ts';
import { loadGraphVersion } from './graph/graph-version.ts';
import type { AuthorizationOptions } from './graph/authorization-options.ts';
import type { ExecutionDependencies } from './authorized-execution.ts';
import { createLimitsByRole } from './limits/limits-by-role.ts';
import type { LimitsConfig, RoleLimits } from './limits/limits-config.ts';
import { createOperationCache } from './operation/operation-cache.ts';

export interface PipelineOptions {
  readonly supergraphSdl: string;
  readonly policy: Policy;
  readonly clientSchema: ClientSchemaText;
  readonly authorization: AuthorizationOptions;
  /** The operator's rules, by coordinate. */
  readonly customRules: CustomRules<EvaluableRule>;
  /** Null: values with the method PSEUDONYM are suppressed. */
  readonly pseudonymKey: Uint8Array | null;
  readonly smallAreas: ReadonlySet<string>;
  readonly subgraph: Omit<SubgraphOptions, 'bytes'> & { readonly maxBytesInFlight: number };
  readonly limits: PipelineLimits;
  /** Counts the cost of an operation; rejects with `RATE_LIMITED`. */
  readonly chargeCost: ExecutionDependencies['chargeCost'];
  /** The budget of operations that are not cached yet. */
  readonly unplannedBudget: UnplannedBudget;
  readonly introspection: boolean;
  /** Appends to the ledger; resolves once the record is durable. */
  readonly append: ExecutionDependencies['append'];
  readonly relationships: RelationshipSource | null;
  readonly policySource: PolicySource | null;
  /** Called with the cost of each released operation. */
  readonly onExecuted: ExecutionDependencies['onExecuted'];
  /** Counts a call of a custom rule that gave no valid result. */
  readonly onRuleFailed: (coordinate: string, reason: RuleFaultReason) => void;
  readonly log: Log;
  readonly now: () => number;
}

/** The limits of operations and of what is cached for them. */
export type PipelineLimits = RoleLimits &
  Pick<LimitsConfig, 'selections' | 'patients' | 'cacheMegabytes' | 'roles'>;

/** The request path of one gateway. */
export interface Pipeline {
  readonly gateway: GraphGateway;
  /** Resolves once no request is under way, including requests of disconnected clients. */
  readonly whenIdle: () => Promise<void>;
  readonly planAhead: PlanAhead;
  /** Aborts subgraph calls, also those of later requests. */
  readonly abort: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Creates the request path over one version of the graph. */
export async function createPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { supergraphSdl, policy, clientSchema, authorization, customRules } = options;
  const { subgraph, limits, log } = options;
  const bytes = createByteBudget(subgraph.maxBytesInFlight);
  const graph = await loadGraphVersion(
    { supergraphSdl, policy, clientSchema },
    { authorization, customRules, subgraph: { ...subgraph, bytes } },
  );
  const listSizes = [limits.listSize, ...[...limits.roles.values()].map((own) => own.listSize)];
  const version = {
    graph,
    cache: createOperationCache(graph, { ...limits, listSizes }, options.unplannedBudget),
  };
  // At most one line a second: a rule can fail for every object of a response.
  const logRuleFault = createFailureLine('a custom rule failed, so it denies', {
    log,
    now: () => performance.now(),
  });
  const dependencies: ExecutionDependencies = {
    current: () => version,
    append: options.append,
    relationships: options.relationships,
    policySource: options.policySource,
    onExecuted: options.onExecuted,
    onFault: ({ requestId }, error) => {
      log.error('request failed', { requestId, error });
    },
    onOutcomeLost: ({ requestId }, error) => {
      log.error('the outcome of a write could not be recorded', { requestId, error });
    },
    onWouldDeny: ({ requestId }, denied) => {
      for (const { coordinate, reason, count } of denied)
        log.info('would deny', {
          requestId,
          coordinate,
          code: reason.toUpperCase(),
          count,
        });
    },
    onRuleFault: ({ requestId }, { coordinate, rule, reason, error }) => {
      logRuleFault({ requestId, coordinate, ...(rule !== null && { rule }), reason, error });
      options.onRuleFailed(coordinate, reason);
    },
    pseudonyms: createPseudonyms(options.pseudonymKey),
    recordHash: createRecordHash(options.pseudonymKey),
    smallAreas: options.smallAreas,
    introspection: options.introspection,
    limits,
    limitsOf: createLimitsByRole(limits),
    chargeCost: options.chargeCost,
    now: options.now,
  };

  const underWay = new Set<Promise<unknown>>();
  const closing = new AbortController();
  return {
    gateway: createGraphGateway(dependencies, {
      supergraphSdl,
      log,
      underWay,
      onEnd: bytes.release,
    }),
    whenIdle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    planAhead: createPlanAhead({
      ...version,
      limits,
      log,
      signal: closing.signal,
    }),
    abort: graph.inner.abort,
    close: () => {
      closing.abort();
      return graph.inner.close();
    },
  };
}
