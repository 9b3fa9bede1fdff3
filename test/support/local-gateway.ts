import { execute } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { GraphGateway } from '../../gateway/pipeline/create-graph-gateway.ts';
import { coerceVariables, findOperation } from '../../gateway/pipeline/operation/find-operation.ts';
import type { OperationRequest } from '../../gateway/pipeline/operation/resolve-operation.ts';
import { asText, respondFault } from '../../gateway/pipeline/respond.ts';
import { requestContextOf } from '../../gateway/platform/request-context.ts';

/** A gateway without a pipeline. */
export interface LocalGateway {
  readonly gateway: GraphGateway;
  /** The text of every operation that reached it. */
  readonly executed: string[];
}

/** Creates a gateway that executes a schema in this process, for tests of the HTTP server. */
export function localGateway(schema: GraphQLSchema, rootValue: unknown): LocalGateway {
  const executed: string[] = [];
  const run = async (request: OperationRequest) => {
    executed.push(request.document.loc?.source.body ?? '');
    try {
      assertExecutable(schema, request);
    } catch (error) {
      return respondFault(error);
    }
    return execute({
      schema,
      document: request.document,
      rootValue,
      contextValue: request.context,
      variableValues: request.variables ?? {},
      operationName: request.operationName,
    });
  };
  return {
    executed,
    gateway: {
      execute: async (request) => {
        const { data, ...response } = await run(request);
        return { ...response, ...(data !== undefined && { data: data && asText(data) }) };
      },
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      load: async () => ({
        executor: async ({ request, document, queryHash, context }) =>
          run({
            document,
            queryHash,
            operationName: request.operationName ?? null,
            variables: request.variables ?? null,
            reportsCost: false,
            context: requestContextOf(context),
          }),
      }),
      stop: async () => undefined,
    },
  };
}

/** Throws the coded errors of the pipeline, where graphql-js would answer with errors without a code. */
function assertExecutable(
  schema: GraphQLSchema,
  { document, operationName, variables }: OperationRequest,
): void {
  coerceVariables(findOperation(schema, document, operationName), variables);
}
