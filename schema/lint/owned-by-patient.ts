import type { TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';

/**
 * Creates the check whether all objects of a type belong to a patient: by a path of their own, or because only such
 * objects contain them, as a `Patient` contains an `Address`. An entity (a type with a key) needs a path of its own,
 * since other subgraphs can contain it.
 */
export function createOwnerCheck(
  { graph, hierarchy }: Compiled,
  hasPath: (type: TypeModel) => boolean,
): (type: TypeModel) => boolean {
  const parents = new Map<TypeModel, Set<TypeModel>>();
  for (const parent of graph.types.values())
    for (const field of parent.fields.values())
      for (const held of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes))
        parents.set(held, (parents.get(held) ?? new Set()).add(parent));
  // `visited` are the types below: a type that contains itself is judged by its other parents.
  const isOwned = (type: TypeModel, visited: ReadonlySet<TypeModel>): boolean => {
    if (hasPath(type)) return true;
    const above = [...(parents.get(type) ?? [])].filter((parent) => !visited.has(parent));
    const path = new Set([...visited, type]);
    return type.keys.length === 0 && above.length > 0 && above.every((one) => isOwned(one, path));
  };
  return (type) => isOwned(type, new Set());
}
