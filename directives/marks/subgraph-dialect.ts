import type { DirectiveNode, DocumentNode } from 'graphql';
import { readAccessNames } from './access-names.ts';
import { argumentText, argumentValue } from './argument-value.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { createFederationDirectiveFinder } from './federation-directives.ts';
import { positionOf } from './position.ts';
import { isInterfaceNode, schemaNodes } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';
import {
  contextTypes,
  readContextFieldSets,
  readFieldSet,
  readKey,
  type FieldSetLocation,
} from './read-field-sets.ts';

/**
 * The dialect of subgraphs: `@key`, `@requires`, `@external`, `@context` and `@fromContext`, under their local names.
 * Invalid field sets are added to `problems`.
 */
export function subgraphDialect(
  subgraph: string,
  document: DocumentNode,
  problems: Problem[],
): Dialect {
  const applied = createFederationDirectiveFinder(document);
  const roots = rootNames(document);
  const nameOf = (local: string) => roots.get(local) ?? local;
  const contexts = contextTypes(document, {
    contextsOf: (type) => applied('context', type.directives),
    nameOf,
  });
  const locationOf = (coordinate: Coordinate, node: DirectiveNode): FieldSetLocation => ({
    coordinate,
    origin: { subgraph, ...positionOf(node) },
    problems,
  });
  return {
    subgraph,
    nameOf,
    keysOf: (type) =>
      applied('key', type.directives)
        .filter((node) => argumentValue(node, 'resolvable') !== false)
        .flatMap((node) =>
          readKey(argumentText(node, 'fields'), locationOf(typeCoordinate(type.name.value), node)),
        ),
    access: readAccessNames(document),
    accessOn: (type, on) => {
      // Composition derives the access control of an interface from the types that implement it, and ignores its own.
      if (isInterfaceNode(type)) return 'misplaced';
      const isInterfaceObject = applied('interfaceObject', type.directives).length > 0;
      return on === 'type' && isInterfaceObject ? 'misplaced' : 'declared';
    },
    isExternal: (type, field) =>
      applied('external', field.directives).length > 0 ||
      applied('external', type.directives).length > 0,
    sourcesOf: (type, field) => {
      const coordinate = memberCoordinate(type.name.value, field.name.value);
      const requires = applied('requires', field.directives);
      const fromContexts = (field.arguments ?? []).flatMap((argument) =>
        applied('fromContext', argument.directives),
      );
      return [
        ...requires.flatMap((node) =>
          readFieldSet(argumentText(node, 'fields'), locationOf(coordinate, node)),
        ),
        ...fromContexts.flatMap((node) => {
          const { context, selection } = splitContext(argumentText(node, 'field') ?? '');
          return readContextFieldSets(
            selection,
            contexts.get(context) ?? [],
            locationOf(coordinate, node),
          );
        }),
      ];
    },
  };
}

/** Splits `$patient { id }` into the context `patient` and the selection `{ id }`. Both are empty for other texts. */
function splitContext(text: string): { context: string; selection: string } {
  const [, context = '', selection = ''] = /^\s*\$\s*([A-Za-z_]\w*)([\s\S]*)$/.exec(text) ?? [];
  return { context, selection };
}

/** Local names of root types → their fixed names in the composed graph, `Query`, `Mutation` and `Subscription`. */
function rootNames(document: DocumentNode): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const { operationTypes = [] } of schemaNodes(document)) {
    for (const { operation, type } of operationTypes) {
      roots.set(type.name.value, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
    }
  }
  return roots;
}
