import type { DocumentNode } from 'graphql';
import { accessNames } from './access-names.ts';
import { argumentText, argumentValue } from './argument-value.ts';
import { memberCoordinate, typeCoordinate } from '../coordinate.ts';
import { federationDirectives } from './federation-directives.ts';
import { printFieldSet } from './field-set.ts';
import { lineOf } from './line.ts';
import { isInterfaceNode, schemaNodes } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';
import { contextTypes, readSources } from './sources.ts';

/** The types that a `@key` or `@requires` field set selects on: null is the type that it is written on. */
const OWN_TYPE = [null];

/**
 * The dialect of subgraphs: `@key`, `@requires`, `@external`, `@context` and `@fromContext`, under their local names.
 * Invalid field sets are added to `problems`.
 */
export function subgraphDialect(
  subgraph: string,
  document: DocumentNode,
  problems: Problem[],
): Dialect {
  const applied = federationDirectives(document);
  const roots = rootNames(document);
  const nameOf = (local: string) => roots.get(local) ?? local;
  const contexts = contextTypes(document, (type) => applied('context', type.directives), nameOf);
  return {
    subgraph,
    nameOf,
    keysOf: (type) =>
      applied('key', type.directives)
        .filter((key) => argumentValue(key, 'resolvable') !== false)
        .flatMap((key) =>
          readSources(argumentText(key, 'fields'), OWN_TYPE, {
            coordinate: typeCoordinate(type.name.value),
            origin: { subgraph, line: lineOf(key) },
            problems,
          }),
        )
        .map((source) => printFieldSet(source.selection)),
    access: accessNames(document),
    accessOn: (type, on) => {
      // Composition derives the access control of an interface from the types that implement it.
      if (isInterfaceNode(type)) return 'misplaced';
      const isInterfaceObject = applied('interfaceObject', type.directives).length > 0;
      return on === 'type' && isInterfaceObject ? 'misplaced' : 'own';
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
          readSources(argumentText(node, 'fields'), OWN_TYPE, {
            coordinate,
            origin: { subgraph, line: lineOf(node) },
            problems,
          }),
        ),
        ...fromContexts.flatMap((node) => {
          const { context, selection } = splitContext(argumentText(node, 'field') ?? '');
          return readSources(selection, contexts.get(context) ?? [], {
            coordinate,
            origin: { subgraph, line: lineOf(node) },
            problems,
          });
        }),
      ];
    },
  };
}

/** Splits `$context { selection }`. */
function splitContext(text: string): { context: string; selection: string } {
  const [, context = '', selection = ''] = /^\s*\$\s*([A-Za-z_]\w*)([\s\S]*)$/.exec(text) ?? [];
  return { context, selection };
}

/** Local names of root types → their fixed names in the composed graph. */
function rootNames(document: DocumentNode): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const { operationTypes = [] } of schemaNodes(document)) {
    for (const { operation, type } of operationTypes) {
      roots.set(type.name.value, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
    }
  }
  return roots;
}
