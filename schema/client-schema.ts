import { Supergraph } from '@apollo/federation-internals';
import { parse, type GraphQLSchema } from 'graphql';
import { withoutAccess } from './without-access.ts';

/**
 * The schema that clients see: a supergraph without federation's machinery and access control, the phi
 * specification's enums and directives, and whatever is `@inaccessible`.
 * Throws what federation throws where the text is no supergraph.
 */
export function clientSchema(supergraphSdl: string): GraphQLSchema {
  const supergraph = withoutAccess(parse(supergraphSdl, { noLocation: true }));
  return Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
}

/**
 * One subgraph's schema as a supergraph tells it: its own fields, those that are `@inaccessible` to clients
 * too. Null where the supergraph has no subgraph of that name.
 */
export function subgraphSchema(supergraphSdl: string, name: string): GraphQLSchema | null {
  const subgraph = Supergraph.build(supergraphSdl).subgraphs().get(name);
  return subgraph?.schema.toGraphQLJSSchema() ?? null;
}
