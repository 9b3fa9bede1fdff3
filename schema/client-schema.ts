import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';

/**
 * The schema that clients see: a supergraph without federation's machinery, the phi specification's enums
 * and directives, and whatever is `@inaccessible`.
 * Throws what federation throws where the text is no supergraph.
 */
export function clientSchema(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}
