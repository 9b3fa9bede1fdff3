import {
  getNamedType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { SelectedPath } from './observed-view.ts';

/** The fields that an operation selects, each once, with their values in the response. */
export function selectedPaths(
  schema: GraphQLSchema,
  document: DocumentNode,
  data: unknown,
): readonly SelectedPath[] {
  const found = new Map<Coordinate, { above: readonly Coordinate[]; values: unknown[] }>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  const visit = (
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
    { objects, above }: { readonly objects: readonly unknown[]; readonly above: Coordinate[] },
  ): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
        if (fragment)
          visit(fragment.selectionSet.selections, isCompositeType(on) ? on : type, {
            objects,
            above,
          });
        continue;
      }
      const field = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
      if (field === undefined) continue;
      const at = memberCoordinate(type.name, field.name);
      const key = selection.alias?.value ?? field.name;
      const values = objects.flatMap((object) => valuesAt(object, key));
      const known = found.get(at);
      found.set(at, {
        above: known?.above ?? above,
        values: [...(known?.values ?? []), ...values],
      });
      const inner = getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(inner))
        visit(selection.selectionSet.selections, inner, { objects: values, above: [...above, at] });
    }
  };

  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(node.operation);
    if (root) visit(node.selectionSet.selections, root, { objects: [data], above: [] });
  }
  return [...found].map(([field, { above, values }]) => ({ field, above, values }));
}

/** The values of a key, without the lists around them. */
function valuesAt(object: unknown, key: string): readonly unknown[] {
  if (typeof object !== 'object' || object === null) return [];
  const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
  return Array.isArray(value) ? value.flat(Infinity) : [value];
}
