import { composeServices } from '@apollo/composition';
import { GraphQLError, type DocumentNode } from 'graphql';

/** A subgraph ready for composition: its schema under canonical names. */
export interface ComposableSubgraph {
  readonly name: string;
  readonly url: string;
  readonly document: DocumentNode;
}

/** What composition gives: a supergraph schema, or why there is none. */
export type Composed =
  { readonly supergraphSdl: string } | { readonly errors: readonly GraphQLError[] };

/** Composes subgraphs with Apollo's own composition. An exception inside it is a refusal too. */
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
