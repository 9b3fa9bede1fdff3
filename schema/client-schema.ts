import { isInterfaceType, isObjectType, parse, type GraphQLSchema } from 'graphql';
import type { Problem } from '../directives/marks/problem.ts';
import { noteArguments } from '../directives/operation/takes-arguments.ts';
import { errorCauses, Supergraph } from './federation-internals.ts';
import { withoutAccess } from './without-access.ts';

/**
 * The schema for clients: a supergraph without the types and directives of federation and of the phi specification, and
 * without `@inaccessible` elements. Throws federation's error if the text is not a supergraph.
 */
export function clientSchema(supergraphSdl: string): GraphQLSchema {
  const supergraph = build(supergraphSdl);
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const { schema: whole } = supergraph;
  // The schema for clients lacks @inaccessible arguments, and an interface lacks those of its implementations.
  for (const type of [...whole.objectTypes(), ...whole.interfaceTypes()]) {
    const shown = schema.getType(type.name);
    if (!isObjectType(shown) && !isInterfaceType(shown)) continue;
    const family = type.kind === 'InterfaceType' ? type.allImplementations() : [];
    for (const [name, field] of Object.entries(shown.getFields()))
      if ([type, ...family].some((one) => one.field(name)?.hasArguments())) noteArguments(field);
  }
  return schema;
}

/**
 * One subgraph's schema as its supergraph contains it, including `@inaccessible` fields. Null if the supergraph has no
 * subgraph of that name.
 */
export function extractSubgraphSchema(supergraphSdl: string, name: string): GraphQLSchema | null {
  const subgraph = build(supergraphSdl).subgraphs().get(name);
  return subgraph?.schema.toGraphQLJSSchema() ?? null;
}

/** Reports why Apollo's packages can't serve a supergraph, such as features that they don't enforce. */
export function checkServable(supergraphSdl: string): Problem[] {
  try {
    clientSchema(supergraphSdl);
    return [];
  } catch (error) {
    const causes = error instanceof Error ? errorCauses(error) : undefined;
    if (!causes) throw error;
    return causes.map(({ message }) => ({
      code: 'NOT_SUPPORTED',
      subgraph: null,
      coordinate: null,
      line: null,
      message: `Apollo Gateway can't serve the supergraph: ${message}.`,
      fix: 'Compose the supergraph without it.',
    }));
  }
}

/** Caches parsed supergraphs, because loading a graph reads the same one several times. */
const built = new Map<string, WeakRef<Supergraph>>();

/** The supergraph for clients and the one for the planner. */
const MAX_BUILT = 2;

function build(supergraphSdl: string): Supergraph {
  const known = built.get(supergraphSdl)?.deref();
  if (known) return known;
  const supergraph = Supergraph.build(withoutAccess(parse(supergraphSdl, { noLocation: true })));
  built.delete(supergraphSdl);
  for (const oldest of built.keys()) if (built.size >= MAX_BUILT) built.delete(oldest);
  built.set(supergraphSdl, new WeakRef(supergraph));
  return supergraph;
}
