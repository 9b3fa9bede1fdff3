import { composeServices } from '@apollo/composition';
import { GraphQLError, type DocumentNode } from 'graphql';

/** A subgraph ready for composition: its schema under canonical names. */
export interface ComposableSubgraph {
  readonly name: string;
  readonly url: string;
  readonly document: DocumentNode;
}

/** The result of composition: a supergraph schema, or errors. */
export type Composed =
  { readonly supergraphSdl: string } | { readonly errors: readonly GraphQLError[] };

/** Composes subgraphs with Apollo's composition. An exception inside it becomes a composition error. */
export function composeWithApollo(subgraphs: readonly ComposableSubgraph[]): Composed {
  try {
    const result = composeServices(
      subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
    );
    return result.errors ? { errors: result.errors } : { supergraphSdl: result.supergraphSdl };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { errors: [new GraphQLError(error.message, { originalError: error })] };
  }
}
