import { Kind } from 'graphql';
import { supergraphDocument } from './supergraph-document.ts';
import { joinedNames, selectionOf, textOf } from './subgraph-keys.ts';

/** The names of the fields that a subgraph requires to compute a field; empty if it requires none. */
export type RequiredFields = (subgraph: string, type: string, field: string) => readonly string[];

/**
 * Reads each subgraph's `@requires` from a supergraph's `join__field(graph:, requires:)`, top-level fields only. Fields
 * below type conditions are left out, because not every entity has them.
 */
export function requiredFields(supergraphSdl: string): RequiredFields {
  const { definitions } = supergraphDocument(supergraphSdl);
  const names = joinedNames(definitions);
  const required = new Map<string, readonly string[]>();
  for (const node of definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const field of node.fields ?? [])
      for (const directive of field.directives ?? []) {
        const selection = textOf(directive, 'requires');
        if (directive.name.value !== 'join__field' || selection === null) continue;
        const subgraph = names.get(textOf(directive, 'graph') ?? '') ?? '';
        const fields = selectionOf(selection).selections.flatMap((one) =>
          one.kind === Kind.FIELD ? [one.name.value] : [],
        );
        required.set(keyOf(subgraph, node.name.value, field.name.value), fields);
      }
  }
  return (...at) => required.get(keyOf(...at)) ?? [];
}

function keyOf(...at: readonly [string, string, string]): string {
  return JSON.stringify(at);
}
