import type { DocumentNode } from 'graphql';
import { patientsNamed, readInputs, type FieldUse } from '../../../directives/operation/inputs.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { coerceVariables, type KnownOperation } from './find-operation.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import { assertNamedPatients } from '../limits/assert-named-patients.ts';
import type { OperationCache, SelectedOperation } from './operation-cache.ts';

/** A valid GraphQL request of an identified caller. */
export interface OperationRequest {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly queryHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
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
  }: {
    readonly graph: Pick<GraphVersion, 'isPatientId'>;
    readonly cache: Pick<OperationCache, 'find' | 'select'>;
    readonly limits: { readonly patients: number };
  },
): Promise<ResolvedOperation> {
  const known = await cache.find(request);
  const variables = coerceVariables(known, request.variables);
  const selected = await cache.select(known, variables, request.context);
  const inputs = readInputs(selected.inputReaders, variables);
  const { isPatientId } = graph;
  assertNamedPatients(patientsNamed(inputs), { limit: limits.patients, isPatientId });
  return { known, selected, variables, inputs };
}
