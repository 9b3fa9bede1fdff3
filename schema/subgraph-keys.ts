import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { supergraphDocument } from './supergraph-document.ts';

/** Subgraph → type → the field sets of its resolvable keys. */
export type SubgraphKeys = ReadonlyMap<string, ReadonlyMap<string, readonly SelectionSetNode[]>>;

/**
 * The resolvable keys of each subgraph, from a supergraph's `join__type(graph:, key:)`.
 * https://specs.apollo.dev/join/v0.3/#@join__type
 */
export function subgraphKeys(supergraphSdl: string): SubgraphKeys {
  const { definitions } = supergraphDocument(supergraphSdl);
  const names = joinedNames(definitions);
  const keys = new Map<string, Map<string, SelectionSetNode[]>>();
  for (const node of definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const directive of node.directives ?? []) {
      const key = textOf(directive, 'key');
      if (directive.name.value !== 'join__type' || key === null) continue;
      if (isUnresolvable(directive)) continue;
      const subgraph = names.get(textOf(directive, 'graph') ?? '') ?? '';
      const types = keys.get(subgraph) ?? new Map<string, SelectionSetNode[]>();
      types.set(node.name.value, [...(types.get(node.name.value) ?? []), selectionOf(key)]);
      keys.set(subgraph, types);
    }
  }
  return keys;
}

/** Values of the supergraph's `join__Graph` → the names of the subgraphs. */
export function joinedNames(definitions: readonly DefinitionNode[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph'
        ? (node.values ?? []).map(({ name, directives }): [string, string] => [
            name.value,
            directives?.map((each) => textOf(each, 'name')).find((text) => text !== null) ?? '',
          ])
        : [],
    ),
  );
}

/** A string or enum argument of a directive; null if it is not given. */
export function textOf(directive: ConstDirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

/** Whether a `join__type` has a key that its subgraph does not resolve. */
export function isUnresolvable(directive: ConstDirectiveNode): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}

/** Parses a field set. */
export function selectionOf(key: string): SelectionSetNode {
  const [operation] = parse(`{ ${key} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`no selection: ${key}`);
  return operation.selectionSet;
}
