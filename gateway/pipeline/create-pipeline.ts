import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { CustomRules } from '../../directives/operation/custom-rules.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { Ledger } from '../audit/append/open-ledger.ts';
import { createByteBudget } from '../platform/subgraph/byte-budget.ts';
import type { SubgraphLimits } from './execution/inner-gateway.ts';
import type { UnplannedBudget } from './limits/create-unplanned-budget.ts';
import type { Log } from '../platform/log.ts';
import type { PolicySource } from '../access/policies/policy-source.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { AskedRule } from '../access/custom-rules/own-rule.ts';
import { createGraphGateway } from './create-graph-gateway.ts';
import { createRecordHash } from './create-record-hash.ts';
import { createPseudonyms } from './create-pseudonyms.ts';
import { loadGraphVersion } from './graph.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { createOperationPlans, type PlanLimits } from './plan-operation.ts';
import type { AnswerLimits, AnswerParts } from './request-path.ts';

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly supergraphSdl: string;
  readonly policy: Policy;
  readonly authorization: AuthorizationOptions;
  /** Rules of the operator's own. */
  readonly customRules: CustomRules<AskedRule>;
  /** Without a key there are no pseudonyms: such values are suppressed. */
  readonly pseudonymKey: Uint8Array | null;
  readonly smallAreas: ReadonlySet<string>;
  readonly subgraph: Omit<SubgraphLimits, 'bytes'> & { readonly maxBytesInFlight: number };
  readonly limits: PlanLimits & AnswerLimits;
  /** What operations that aren't known yet may cost. */
  readonly unplanned: UnplannedBudget;
  readonly introspection: boolean;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly relationships: RelationshipSource | null;
  readonly policySource: PolicySource | null;
  readonly log: Log;
  readonly clock: () => number;
}

/** The pipeline as Apollo Server sees it: a gateway. */
export interface Pipeline {
  readonly gateway: GatewayInterface;
  /** Resolves when no request is under way, those included whose clients are gone. */
  readonly settled: () => Promise<void>;
  /** Aborts what subgraphs are asked, also for requests that come later. */
  readonly abort: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Builds the request path over one version of the graph.
 */
export async function createPipeline(options: PipelineOptions): Promise<Pipeline> {
  const bytes = createByteBudget(options.subgraph.maxBytesInFlight);
  const graph = await loadGraphVersion(options, {
    ...options,
    subgraph: { ...options.subgraph, bytes },
  });
  const version = { graph, plans: createOperationPlans(graph, options.limits, options.unplanned) };
  const parts: AnswerParts = {
    current: () => version,
    append: (record) => options.ledger.append(record),
    relationships: options.relationships,
    policySource: options.policySource,
    onFault: ({ requestId }, error) => {
      options.log.error('request failed', { requestId, error });
    },
    onWouldDeny: ({ requestId }, denied) => {
      for (const { coordinate, reason, count } of denied)
        options.log.info('would deny', {
          requestId,
          coordinate,
          code: reason.toUpperCase(),
          count,
        });
    },
    pseudonyms: createPseudonyms(options.pseudonymKey),
    recordHash: createRecordHash(options.pseudonymKey),
    smallAreas: options.smallAreas,
    introspection: options.introspection,
    limits: options.limits,
    clock: options.clock,
  };

  const underWay = new Set<Promise<unknown>>();
  return {
    gateway: createGraphGateway(parts, { ...options, underWay, onEnd: bytes.release }),
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    abort: graph.inner.abort,
    close: graph.inner.close,
  };
}
