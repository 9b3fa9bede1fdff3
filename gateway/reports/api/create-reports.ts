import type { GatewayInterface, GatewayExecutionResult } from '@apollo/server-gateway-interface';
import { execute, visit } from 'graphql';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import { requestContextOf } from '../../platform/request-context.ts';
import type { Log } from '../../platform/log.ts';
import { coerceVariables, findOperation } from '../../pipeline/operation/find-operation.ts';
import { respondFault } from '../../pipeline/respond.ts';
import { describeRead } from './describe-read.ts';
import { openContext, type ReportContext, type ReportRoles } from './report-context.ts';

/** Dependencies of the report API. */
export interface ReportDependencies {
  /** With guards, see `createReportSchema`. */
  readonly schema: GraphQLSchema;
  /** The resolvers of `Query` and `Mutation`. */
  readonly root: object;
  readonly roles: ReportRoles;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
}

/**
 * The report API as a gateway of Apollo Server, so that protocol, limits and faults are those of the main endpoint.
 * It executes an operation, records who read what, and then responds.
 */
export function createReports(parts: ReportDependencies): GatewayInterface {
  const { schema, roles, log } = parts;
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) => {
          const reportContext = openContext(requestContextOf(context), roles);
          try {
            return await answer(parts, {
              document,
              operationName: request.operationName ?? null,
              variables: request.variables ?? null,
              context: reportContext,
            });
          } catch (error) {
            const { requestId } = reportContext.request;
            if (!(error instanceof GatewayError)) log.error('report failed', { requestId, error });
            return respondFault(error, reportContext.asked.hasWritten() ? { executed: true } : {});
          }
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** One requested operation of the report API. */
interface ReportOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly context: ReportContext;
}

async function answer(
  { schema, root, ledger, log }: ReportDependencies,
  { document, operationName, variables, context }: ReportOperation,
): Promise<GatewayExecutionResult> {
  const operation = findOperation(schema, document, operationName);
  coerceVariables(operation, variables);
  // Introspection is for reviewers.
  const isRefused = !context.isReviewer && asksForSchema(document);
  if (isRefused) context.asked.deny('Query.__schema', null);
  const result: GatewayExecutionResult = isRefused
    ? respondFault(new GatewayError('UNAUTHORIZED_OPERATION'))
    : await execute({
        schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: context,
        rootValue: root,
      });
  for (const error of result.errors ?? []) logUnexpected(log, context, error);
  const record = describeRead(context, operation, (result.errors ?? []).length > 0);
  // The record is durable before the response is sent.
  if (record !== null) await ledger.append(record);
  return result;
}

/** Whether a document queries the schema. */
function asksForSchema(document: DocumentNode): boolean {
  let isAsked = false;
  visit(document, {
    Field: ({ name }) => {
      isAsked ||= name.value === '__schema' || name.value === '__type';
    },
  });
  return isAsked;
}

/** Logs unexpected faults only. */
function logUnexpected(
  log: Log,
  { request: { requestId } }: ReportContext,
  error: GraphQLError,
): void {
  const { originalError } = error;
  if (originalError != null && !(originalError instanceof GatewayError))
    log.error('report failed', { requestId, error: originalError });
}
