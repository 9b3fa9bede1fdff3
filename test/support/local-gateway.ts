import { execute } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { GatewayInterface } from '../../gateway/http/create-apollo-server.ts';

/** A gateway without a pipeline. */
export interface LocalGateway {
  readonly gateway: GatewayInterface;
  /** The text of every operation that reached it. */
  readonly executed: string[];
}

/** Creates a gateway that executes a schema in this process, for tests of the HTTP server. */
export function localGateway(schema: GraphQLSchema, rootValue: unknown): LocalGateway {
  const executed: string[] = [];
  return {
    executed,
    gateway: {
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      load: async () => ({
        executor: async ({ request, document, context }) => {
          executed.push(request.query ?? '');
          return execute({
            schema,
            document,
            rootValue,
            contextValue: context,
            variableValues: request.variables ?? {},
            operationName: request.operationName,
          });
        },
      }),
      stop: async () => undefined,
    },
  };
}
