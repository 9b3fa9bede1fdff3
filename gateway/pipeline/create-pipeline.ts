import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface';
import { InputError } from '../../directives/operation/inputs.ts';
import { SelectionError } from '../../directives/operation/select.ts';
import type { OwnRules } from '../../directives/operation/own-rules.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { Ledger } from '../audit/open-ledger.ts';
import { GatewayError } from '../errors.ts';
import type { SubgraphLimits } from '../execution/inner-gateway.ts';
import { CostError } from '../limits/assert-cost.ts';
import type { Log } from '../log.ts';
import type { PolicySource } from '../policies/policy-source.ts';
import type { RelationshipSource } from '../relationships/relationship-source.ts';
import type { RequestContext } from '../request-context.ts';
import type { AskedRule } from '../rules/own-rule.ts';
import { answer } from './answer.ts';
import { createPseudonyms } from './create-pseudonyms.ts';
import { loadGraphVersion } from './graph.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import { parseRequestContext } from './parse-request-context.ts';
import { createOperationPlans, type PlanLimits } from './plan-operation.ts';
import type { AnswerParts } from './request-path.ts';
import { respondFault } from './respond.ts';

/** What a pipeline is made of. */
export interface PipelineOptions {
  readonly supergraphSdl: string;
  readonly policy: Policy;
  readonly authorization: AuthorizationOptions;
  /** Rules of the operator's own. */
  readonly ownRules: OwnRules<AskedRule>;
  /** Without a key there are no pseudonyms: such values are suppressed. */
  readonly pseudonymKey: Uint8Array | null;
  readonly smallAreas: ReadonlySet<string>;
  readonly subgraph: SubgraphLimits;
  readonly limits: PlanLimits & { readonly releasedFields: number };
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
  readonly close: () => Promise<void>;
}

/**
 * Builds the request path around an ApolloGateway. Apollo Server parses and validates against the client's
 * schema, then gives each request to {@link answer}; one catch here turns whatever is thrown into an error
 * of ours.
 */
export async function createPipeline(options: PipelineOptions): Promise<Pipeline> {
  const graph = await loadGraphVersion(options, options);
  const version = { graph, plans: createOperationPlans(graph, options.limits) };
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
    smallAreas: options.smallAreas,
    introspection: options.introspection,
    releasedFields: options.limits.releasedFields,
    clock: options.clock,
  };

  const gateway: GatewayInterface = {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: graph.schema, coreSupergraphSdl: options.supergraphSdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, queryHash, request, context }) => {
          const requestContext = parseRequestContext(context);
          try {
            return await answer(parts, {
              document,
              queryHash,
              operationName: request.operationName ?? null,
              variables: request.variables ?? null,
              context: requestContext,
            });
          } catch (error) {
            return fault(options.log, requestContext, error);
          }
        },
      }),
    stop: () => Promise.resolve(),
  };
  return { gateway, close: () => graph.inner.close() };
}

/** What was thrown, as an answer. Only a fault that nobody expected is worth a line in the log. */
function fault(log: Log, { requestId }: RequestContext, error: unknown): GatewayExecutionResult {
  if (error instanceof SelectionError)
    return respondFault(
      new GatewayError(
        error.reason === 'too-large' ? 'OPERATION_TOO_COMPLEX' : 'GRAPHQL_VALIDATION_FAILED',
      ),
    );
  if (error instanceof InputError) return respondFault(new GatewayError('BAD_USER_INPUT'));
  if (!(error instanceof GatewayError)) log.error('request failed', { requestId, error });
  else if (error.cause instanceof CostError)
    log.info('operation costs more than it may', { requestId, count: error.cause.cost });
  return respondFault(error);
}
