import { hash } from 'node:crypto';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import {
  asksForCost,
  COST_HEADER,
  type GraphGateway,
} from '../../pipeline/create-graph-gateway.ts';
import type { ResolvedDocument } from '../../pipeline/documents/create-resolve-document.ts';
import type { OperationRequest } from '../../pipeline/operation/resolve-operation.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { chooseMediaType } from '../choose-media-type.ts';
import { writeResponse, type ServedDocuments } from './create-apollo-server.ts';
import { readFaultHead } from './fault-status-plugin.ts';
import { formatError } from '../format-error.ts';
import type { KnownDocuments } from './known-documents.ts';
import { outcomeOf } from './outcome-plugin.ts';
import { readAskedDocument } from './read-asked-document.ts';

/**
 * Creates the handler of `/graphql`, which executes most requests without Apollo Server: a POST of valid form whose document
 * Apollo Server has parsed and validated before. It handles all others, so it alone decides what is valid and refuses the
 * rest. Both give the same responses: `test/gateway/http/apollo/create-direct-handler.test.ts` compares them.
 *
 * CSRF needs no check here: only `application/json` is parsed, for which browsers send a preflight.
 */
export function createDirectHandler({
  execute,
  documents,
  knownDocuments,
  throughApolloServer,
  contextOf,
  onRefusal,
  onAnswer,
}: {
  readonly execute: GraphGateway['execute'];
  readonly documents: Pick<ServedDocuments, 'resolve' | 'noteServed'>;
  readonly knownDocuments: Pick<KnownDocuments, 'find'>;
  readonly throughApolloServer: RouteHandlerMethod;
  readonly contextOf: (request: FastifyRequest) => RequestContext;
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: RequestOutcome) => void;
}): RouteHandlerMethod {
  /** Returns the operation to execute; null if Apollo Server has to handle the request. */
  const readOperation = (request: FastifyRequest): OperationRequest | null => {
    const { method, body, headers } = request;
    if (method !== 'POST' || !isValid(body)) return null;
    const context = contextOf(request);
    const resolved = resolveDocument(documents, body, context);
    if (resolved === null) return null;
    const queryHash = hash('sha256', resolved.text, 'hex');
    const document = knownDocuments.find(queryHash);
    if (document === null) return null;
    const { operationName = null, variables = null } = body;
    documents.noteServed(resolved, { document, operationName, context });
    const reportsCost = asksForCost(headers[COST_HEADER]);
    return { document, queryHash, operationName, variables, reportsCost, context };
  };

  return async function handle(request, reply) {
    const operation = readOperation(request);
    if (operation === null) return throughApolloServer.call(this, request, reply);
    const { data, errors, extensions } = await execute(operation);
    const head = readFaultHead({ data, errors }, onRefusal);
    const response = { data, errors: errors?.map(formatError), extensions };
    onAnswer(outcomeOf(response));
    void reply
      .code(head?.status ?? 200)
      .headers(Object.fromEntries(head?.headers ?? []))
      .header('content-type', `${chooseMediaType(request.headers.accept)}; charset=utf-8`);
    return writeResponse(response);
  };
}

/** A body of valid form. */
interface Body {
  readonly query?: string | null;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Record<string, unknown> | null;
}

/** Whether a body has a valid form. Apollo Server says what is wrong with any other. */
function isValid(body: unknown): body is Body {
  if (!isRecord(body)) return false;
  const { query = null, operationName = null, variables = null, extensions = null } = body;
  return (
    (query === null || typeof query === 'string') &&
    (operationName === null || typeof operationName === 'string') &&
    (variables === null || isRecord(variables)) &&
    (extensions === null || isRecord(extensions))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the document that a request names; null if it names none, or one that the caller may not send. */
function resolveDocument(
  { resolve }: Pick<ServedDocuments, 'resolve'>,
  body: Body,
  { caller }: RequestContext,
): ResolvedDocument | null {
  try {
    const { query, extensions } = body;
    const http = { method: 'POST', body, search: '' };
    return resolve(readAskedDocument({ query, extensions, http }), caller);
  } catch (error) {
    // Apollo Server comes to the same refusal, which it logs and sends.
    if (error instanceof GatewayError) return null;
    throw error;
  }
}
