import { composeServices } from '@apollo/composition';
import { GraphQLError, type DocumentNode } from 'graphql';
import { printClientSchema } from './client-schema.ts';
import type { ClientSchemaText } from './client-schema-text.ts';

/** A subgraph ready for composition: its schema under canonical names. */
export interface ComposableSubgraph {
  readonly name: string;
  readonly url: string;
  readonly document: DocumentNode;
}

/** The result of composition: a supergraph and its schema for clients, or errors. */
export type Composed =
  | { readonly supergraphSdl: string; readonly clientSchema: ClientSchemaText }
  | { readonly errors: readonly GraphQLError[] };

/** Composes subgraphs with Apollo's composition. An exception inside it becomes a composition error. */
export function composeWithApollo(subgraphs: readonly ComposableSubgraph[]): Composed {
  try {
    const result = composeServices(
      subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
    );
    if (result.errors) return { errors: result.errors };
    const { schema, supergraphSdl } = result;
    // Composition has built and validated both schemas.
    return { supergraphSdl, clientSchema: printClientSchema(schema) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { errors: [new GraphQLError(error.message, { originalError: error })] };
  }
}
