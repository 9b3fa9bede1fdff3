import { composeServices } from '@apollo/composition';
import type { DocumentNode, GraphQLError } from 'graphql';

/** A subgraph ready for composition: its schema under canonical names. */
export interface ComposableSubgraph {
  readonly name: string;
  readonly url: string;
  readonly document: DocumentNode;
}

/** What composition gives: a supergraph schema, or why there is none. */
export type Composed =
  { readonly supergraphSdl: string } | { readonly errors: readonly GraphQLError[] };

/** Composes subgraphs with Apollo's own composition. */
export function composeWithApollo(subgraphs: readonly ComposableSubgraph[]): Composed {
  const result = composeServices(
    subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
  );
  return result.errors ? { errors: result.errors } : { supergraphSdl: result.supergraphSdl };
}
