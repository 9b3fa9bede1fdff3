import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Problem } from '../directives/marks/problem.ts';
import { NOWHERE } from '../directives/marks/position.ts';
import { readClientSchema, type ClientSchemaText } from './client-schema-text.ts';
import {
  defaultPrintOptions,
  errorCauses,
  printSchema,
  shallowOrderPrintedDefinitions,
  Supergraph,
  type Schema,
} from './federation-internals.ts';
import { supergraphDocument } from './supergraph-document.ts';
import { withoutAccess } from './without-access.ts';

/**
 * The schema for clients: a supergraph without the types and directives of federation and of the phi specification, and
 * without `@inaccessible` elements. Throws federation's error if the text is not a supergraph.
 */
export function clientSchema(supergraph: string | DocumentNode): GraphQLSchema {
  return readClientSchema(clientSchemaText(supergraph));
}

/** The same schema as text. */
export function clientSchemaText(supergraph: string | DocumentNode): ClientSchemaText {
  return printClientSchema(build(supergraph).schema);
}

/** The same schema as text, of a supergraph that is built already. */
export function printClientSchema(whole: Schema): ClientSchemaText {
  const shown = whole.toAPISchema();
  // The schema for clients lacks @inaccessible arguments, and an interface lacks those of its implementations.
  const hiddenArguments = [...shown.objectTypes(), ...shown.interfaceTypes()].flatMap((type) => {
    const declared = whole.type(type.name);
    if (declared?.kind !== 'ObjectType' && declared?.kind !== 'InterfaceType') return [];
    const family = declared.kind === 'InterfaceType' ? declared.allImplementations() : [];
    return type
      .fields()
      .filter(
        (field) =>
          !field.hasArguments() &&
          [declared, ...family].some((one) => one.field(field.name)?.hasArguments()),
      )
      .map(({ name }) => [type.name, name] as const);
  });
  // Types are sorted by name, as composition prints them.
  const sdl = printSchema(shown, shallowOrderPrintedDefinitions(defaultPrintOptions));
  return { sdl, hiddenArguments };
}

/**
 * One subgraph's schema as its supergraph contains it, including `@inaccessible` fields. Null if the supergraph has no
 * subgraph of that name.
 */
export function extractSubgraphSchema(supergraphSdl: string, name: string): GraphQLSchema | null {
  const subgraph = build(supergraphSdl).subgraphs().get(name);
  return subgraph?.schema.toGraphQLJSSchema() ?? null;
}

/** The schema for clients as text, or why Apollo's packages can't serve a supergraph, such as features that they don't enforce. */
export function servedSchema(
  supergraph: DocumentNode,
):
  | { readonly ok: true; readonly clientSchema: ClientSchemaText }
  | { readonly ok: false; readonly problems: readonly Problem[] } {
  try {
    return { ok: true, clientSchema: clientSchemaText(supergraph) };
  } catch (error) {
    const causes = error instanceof Error ? errorCauses(error) : undefined;
    if (!causes) throw error;
    const problems = causes.map(({ message }): Problem => ({
      code: 'NOT_SUPPORTED',
      subgraph: null,
      coordinate: null,
      ...NOWHERE,
      message: `Apollo Gateway can't serve the supergraph: ${message}.`,
      fix: 'Compose the supergraph without it.',
    }));
    return { ok: false, problems };
  }
}

/** Caches parsed supergraphs, because loading a graph reads the same one several times. */
const built = new Map<string | DocumentNode, WeakRef<Supergraph>>();

/** The supergraph for clients and the one for the planner. */
const MAX_BUILT = 2;

function build(source: string | DocumentNode): Supergraph {
  const known = built.get(source)?.deref();
  if (known) return known;
  const document = typeof source === 'string' ? supergraphDocument(source) : source;
  const supergraph = Supergraph.build(withoutAccess(document));
  built.delete(source);
  for (const oldest of built.keys()) if (built.size >= MAX_BUILT) built.delete(oldest);
  built.set(source, new WeakRef(supergraph));
  return supergraph;
}
