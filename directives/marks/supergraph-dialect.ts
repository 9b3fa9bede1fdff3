import type { DirectiveNode, DocumentNode } from 'graphql';
import { readAccessNames } from './access-names.ts';
import { argumentText, argumentValue } from './argument-value.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { positionOf } from './position.ts';
import { createDirectiveFinder } from './linked-directives.ts';
import { isInterfaceNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import type { Dialect } from './read-graph.ts';
import {
  contextTypes,
  readContextFieldSets,
  readFieldSet,
  readKey,
  type FieldSetLocation,
} from './read-field-sets.ts';

const JOIN = 'https://specs.apollo.dev/join';
const CONTEXT = 'https://specs.apollo.dev/context';

/**
 * The dialect of supergraphs: `@join__type`, `@join__field` and `@context`. Invalid field sets are added to `problems`.
 * https://specs.apollo.dev/join/v0.5/
 *
 *     type Patient @join__type(graph: A, key: "id") {
 *       age: Int @join__field(graph: A, requires: "birthDate")
 *     }
 *
 * The key of `Patient` is `id`, the source of `Patient.age` is the field set `birthDate`.
 */
export function supergraphDialect(document: DocumentNode, problems: Problem[]): Dialect {
  const join = createDirectiveFinder(document, JOIN);
  const context = createDirectiveFinder(document, CONTEXT);
  const contexts = contextTypes(document, {
    contextsOf: (type) => context('context', type.directives),
    nameOf,
  });
  const locationOf = (coordinate: Coordinate, node: DirectiveNode): FieldSetLocation => ({
    coordinate,
    origin: { subgraph: null, ...positionOf(node) },
    problems,
  });
  return {
    subgraph: null,
    nameOf,
    keysOf: (type) =>
      join('type', type.directives)
        .filter((node) => argumentValue(node, 'resolvable') !== false)
        // A subgraph that defines the type without a key has a `@join__type` without `key`.
        .filter((node) => argumentValue(node, 'key') !== undefined)
        .flatMap((node) =>
          readKey(argumentText(node, 'key'), locationOf(typeCoordinate(type.name.value), node)),
        ),
    access: readAccessNames(document),
    // Composition copies access control to an interface from the types that implement it.
    accessOn: (type) => (isInterfaceNode(type) ? 'derived' : 'declared'),
    // A supergraph has one definition of each field, with the marks of its definitions only. `@join__field(external:
    // true)` says that a subgraph has a copy of the field.
    isExternal: () => false,
    sourcesOf: (type, field) =>
      join('field', field.directives).flatMap((node) => {
        const coordinate = memberCoordinate(type.name.value, field.name.value);
        const location = locationOf(coordinate, node);
        const requires = argumentText(node, 'requires');
        return [
          ...(requires === null ? [] : readFieldSet(requires, location)),
          ...contextArguments(node).flatMap((argument) =>
            readContextFieldSets(
              argument.selection,
              contexts.get(argument.context ?? '') ?? [],
              location,
            ),
          ),
        ];
      }),
  };
}

/** The name of a type in the composed graph. Composition has already given the root types their fixed names. */
function nameOf(type: string): string {
  return type;
}

/** The arguments of a field that are set from contexts: `contextArguments: [{ context: "…", selection: "{ id }" }]`. */
function contextArguments(
  node: DirectiveNode,
): { context: string | null; selection: string | null }[] {
  const values = argumentValue(node, 'contextArguments');
  return (Array.isArray(values) ? values : []).map((value: unknown) => ({
    context: textOf(value, 'context'),
    selection: textOf(value, 'selection'),
  }));
}

function textOf(value: unknown, key: string): string | null {
  const text: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  return typeof text === 'string' ? text : null;
}
