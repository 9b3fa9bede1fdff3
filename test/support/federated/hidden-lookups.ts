import {
  getNamedType,
  isCompositeType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type SelectionSetNode,
} from 'graphql';
import { isRootType } from './reference-judge.ts';
import type { Reference } from './reference.ts';
import { reachOf, type ReferenceCaller } from './reference-reach.ts';

/**
 * The response paths, without list indexes, of fields of the query root with arguments, which can look up a record. If
 * one fails for a caller with a role that doesn't reach every patient, the response must look as if no record were found. Empty for
 * other callers.
 */
export function hiddenLookups(
  { schema, reportsUnreached }: Reference,
  document: DocumentNode,
  caller: ReferenceCaller,
): ReadonlySet<string> {
  const isLimited =
    caller.asksConsent || reachOf(caller).everybody.roles.length < caller.roles.length;
  const found = new Set<string>();
  if (reportsUnreached || !isLimited) return found;
  const collect = (
    { selections }: SelectionSetNode,
    { on, path }: { readonly on: GraphQLCompositeType; readonly path: readonly string[] },
  ): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = 'getFields' in on ? on.getFields()[node.name.value] : undefined;
        const at = [...path, node.alias?.value ?? node.name.value];
        if (field && field.args.length > 0 && isRootType(schema, on)) found.add(at.join('/'));
        const below = field && getNamedType(field.type);
        if (node.selectionSet && isCompositeType(below))
          collect(node.selectionSet, { on: below, path: at });
        continue;
      }
      const fragment =
        node.kind === Kind.INLINE_FRAGMENT
          ? node
          : document.definitions.find(
              (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
            );
      if (!fragment || !('selectionSet' in fragment)) continue;
      const condition =
        'typeCondition' in fragment ? fragment.typeCondition?.name.value : undefined;
      const type = condition === undefined ? on : schema.getType(condition);
      if (isCompositeType(type)) collect(fragment.selectionSet, { on: type, path });
    }
  };
  const query = schema.getQueryType();
  for (const node of document.definitions)
    if (
      node.kind === Kind.OPERATION_DEFINITION &&
      node.operation === OperationTypeNode.QUERY &&
      query
    )
      collect(node.selectionSet, { on: query, path: [] });
  return found;
}
