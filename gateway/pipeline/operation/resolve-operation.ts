import type { DocumentNode } from 'graphql';
import { patientsNamed, readInputs, type FieldUse } from '../../../directives/operation/inputs.ts';
import type { RateLimit } from '../../platform/rates/create-rate-limit.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { coerceVariables, type KnownOperation } from './find-operation.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import type { LimitsOf } from '../limits/limits-by-role.ts';
import type { RoleLimits } from '../limits/limits-config.ts';
import { assertNamedPatients } from '../limits/assert-named-patients.ts';
import { assertExpected, overLimit } from '../limits/over-limit.ts';
import type { OperationCache, SelectedOperation } from './operation-cache.ts';

/** A valid GraphQL request of an identified caller. */
export interface OperationRequest {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly queryHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  /** Whether the response states its cost. */
  readonly reportsCost: boolean;
  readonly context: RequestContext;
}

/** An operation with the variables of one request, within every limit. */
export interface ResolvedOperation {
  readonly known: KnownOperation;
  readonly selected: SelectedOperation;
  /** Coerced: with defaults, and single values of list types as lists. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The marked and `@patient` inputs that it uses. */
  readonly inputs: readonly FieldUse[];
  /** The estimate by the rules of demand control. */
  readonly cost: number;
  /** The limits of its caller. */
  readonly limits: RoleLimits;
}

/**
 * Resolves a request to one operation, its coerced variables and its selected fields.
 *
 * @throws GatewayError for a request that names no or several operations, whose variables do not fit, or that
 * exceeds a limit.
 */
export async function resolveOperation(
  request: OperationRequest,
  {
    graph,
    cache,
    limits,
    limitsOf,
    chargeCost,
  }: {
    readonly graph: Pick<GraphVersion, 'isPatientId'>;
    readonly cache: Pick<OperationCache, 'find' | 'select'>;
    readonly limits: { readonly patients: number };
    readonly limitsOf: LimitsOf;
    readonly chargeCost: RateLimit['chargeCost'];
  },
): Promise<ResolvedOperation> {
  const { context } = request;
  const ofCaller = limitsOf(context.caller.roles);
  const known = await cache.find(request);
  // Validation allows the depth of the most generous role: valid documents are cached for all callers.
  if (known.depth > ofCaller.depth) throw overLimit('depth');
  const variables = coerceVariables(known, request.variables);
  const selected = await cache.select(known, variables, context);
  // Every list size of the limits has its demand; another one would be above every limit.
  const demand = selected.demands.get(ofCaller.listSize);
  const cost = demand?.cost.at(variables) ?? NaN;
  const values = demand?.values.at(variables) ?? NaN;
  assertExpected('cost', cost, ofCaller.cost);
  assertExpected('values', values, ofCaller.values);
  const inputs = readInputs(selected.inputReaders, variables);
  const { isPatientId } = graph;
  assertNamedPatients(patientsNamed(inputs), { limit: limits.patients, isPatientId });
  // By its cost alone, a list without a declared size would count the same however much of it is asked for.
  await chargeCost(context.caller, Math.max(cost, values));
  return { known, selected, variables, inputs, cost, limits: ofCaller };
}
