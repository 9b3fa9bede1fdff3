import { Kind, parse, type ConstDirectiveNode } from 'graphql';
import { supergraphDocument } from './supergraph-document.ts';

/** Type → the top-level fields of all its `@key`s, from a supergraph's `join__type(key:)`. */
export function keyFields(supergraphSdl: string): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, ReadonlySet<string>>();
  for (const node of supergraphDocument(supergraphSdl).definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    const names = (node.directives ?? []).flatMap(keyOf).flatMap(topLevelFields);
    if (names.length > 0) fields.set(node.name.value, new Set(names));
  }
  return fields;
}

function keyOf(directive: ConstDirectiveNode): string[] {
  if (directive.name.value !== 'join__type') return [];
  const value = directive.arguments?.find(({ name }) => name.value === 'key')?.value;
  return value?.kind === Kind.STRING ? [value.value] : [];
}

function topLevelFields(key: string): string[] {
  const [operation] = parse(`{ ${key} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
}
