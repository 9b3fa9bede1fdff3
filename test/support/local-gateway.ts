import { execute } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { GatewayInterface } from '../../gateway/http/create-apollo-server.ts';

/** The text of every operation that reached a {@link localGateway}. */
export interface LocalGateway {
  readonly gateway: GatewayInterface;
  readonly executed: string[];
}

/** A gateway that executes a schema of this process: for tests of what stands in front of the pipeline. */
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
