import { Kind, parse, type ASTNode, type DocumentNode, type GraphQLError } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { fieldsOf, schemaNodes, typeNodes } from '../directives/marks/schema-elements.ts';
import type { ComposableSubgraph } from './apollo-composition.ts';
import { buildSubgraph, printSchema } from './federation-internals.ts';

/**
 * Finds the part of a subgraph that each of Apollo's errors is about. Apollo validates a copy of the schema with graphql-js,
 * so many of its errors have no position. Running the same rules on the author's text gives one. For the rest, it is the type or
 * field that the message names. Undefined if the error is about the graph as a whole.
 */
export function createErrorLocator(
  subgraphs: readonly ComposableSubgraph[],
): (error: GraphQLError) => ASTNode | undefined {
  // The longest name first: one name can be the beginning of another.
  const byLength = subgraphs.toSorted((one, other) => other.name.length - one.name.length);
  const found = new Map<ComposableSubgraph, ReturnType<typeof errorsByMessage>>();
  const errorsOf = (own: ComposableSubgraph) => {
    const errors = found.get(own) ?? errorsByMessage(own.document);
    found.set(own, errors);
    return errors;
  };
  return ({ nodes, message }) => {
    const node = nodes?.find(({ loc }) => loc);
    if (node) return node;
    // Apollo's error about one subgraph: its name in brackets, then the message.
    const own = byLength.find(({ name }) => message.startsWith(`[${name}] `));
    const same = own && errorsOf(own).get(message.slice(`[${own.name}] `.length));
    // Apollo reports equal errors of several places in their order.
    const error = same && same.length > 1 ? same.shift() : same?.[0];
    return error?.nodes?.at(-1) ?? definitionIn(message, own ? [own] : subgraphs);
  };
}

/** The errors that graphql-js reports, by message. */
function errorsByMessage(document: DocumentNode): Map<string, GraphQLError[]> {
  // The schema's own definitions come last: of two with one name, the rules take the last.
  const definitions = [...linkedDirectives(document), ...document.definitions];
  const errors = new Map<string, GraphQLError[]>();
  for (const error of validateSDL({ ...document, definitions })) {
    const same = errors.get(error.message);
    if (same) same.push(error);
    else errors.set(error.message, [error]);
  }
  return errors;
}

const ANY_QUERY = parse('type Query { any: Int }').definitions;

/** The definitions of federation's directives under the names that a schema links; none if its links are wrong. */
function linkedDirectives(document: DocumentNode): DocumentNode['definitions'] {
  const links = schemaNodes(document).map((node) => ({ ...node, operationTypes: [] }));
  try {
    const linked = { ...document, definitions: [...links, ...ANY_QUERY] };
    return parse(printSchema(buildSubgraph('any', '', linked).schema)).definitions.filter(
      ({ kind }) => kind === Kind.DIRECTIVE_DEFINITION,
    );
  } catch {
    return [];
  }
}

/** The first type or field that a message names, such as `cannot find field "Patient.name"`. */
function definitionIn(
  message: string,
  subgraphs: readonly ComposableSubgraph[],
): ASTNode | undefined {
  const [, name, member] = /\b(?:type|field) "(\w+)(?:\.(\w+))?"/i.exec(message) ?? [];
  const types = subgraphs
    .flatMap(({ document }) => typeNodes(document))
    .filter((type) => type.name.value === name);
  if (member === undefined) return types[0];
  return types.flatMap(fieldsOf).find((field) => field.name.value === member);
}
