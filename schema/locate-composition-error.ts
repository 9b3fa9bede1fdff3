import { Kind, parse, type ASTNode, type DocumentNode, type GraphQLError } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { fieldsOf, schemaNodes, typeNodes } from '../directives/marks/schema-elements.ts';
import type { ComposableSubgraph } from './apollo-composition.ts';
import { buildSubgraph, printSchema } from './federation-internals.ts';

/**
 * Finds the part of a subgraph that one of Apollo's errors is about. Apollo validates a copy of the schema with graphql-js,
 * so many of its errors have no position: the same rules report them with one in the author's text. Of others, it is the type
 * or the field that the message names. Undefined if the error is about the graph as a whole.
 */
export function locateCompositionError(
  { nodes, message }: GraphQLError,
  subgraphs: readonly ComposableSubgraph[],
): ASTNode | undefined {
  const [node] = nodes ?? [];
  if (node?.loc) return node;
  const [, subgraph, text] = SUBGRAPH_ERROR.exec(message) ?? [];
  const own = subgraphs.find(({ name }) => name === subgraph);
  const same = own && text !== undefined ? errorWith(text, own.document)?.nodes?.at(-1) : undefined;
  return same ?? definitionIn(message, own ? [own] : subgraphs);
}

/** Apollo's error about one subgraph: its name in brackets, then the message. */
const SUBGRAPH_ERROR = /^\[(.+?)\] ([^]+)$/;

/** The error that graphql-js reports with the same message. */
function errorWith(message: string, document: DocumentNode): GraphQLError | undefined {
  // The schema's own definitions come last: of two with one name, the rules take the last.
  const definitions = [...linkedDirectives(document), ...document.definitions];
  return validateSDL({ ...document, definitions }).find((error) => error.message === message);
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
