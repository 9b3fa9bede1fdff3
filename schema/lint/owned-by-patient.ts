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
  const types = [...graph.types.values()];
  const heldBy = new Map(
    types.map((type) => [
      type,
      [...type.fields.values()].flatMap(hierarchy.valueTypes).flatMap(hierarchy.objectTypes),
    ]),
  );
  const held = new Set([...heldBy.values()].flat());
  /** These types, and what they contain down to the next type with a path. */
  const within = (some: readonly TypeModel[]): ReadonlySet<TypeModel> => {
    const found = new Set(some);
    for (const type of found)
      for (const each of heldBy.get(type) ?? []) if (!hasPath(each)) found.add(each);
    return found;
  };
  const ofPatients = within(types.filter(hasPath));
  const ofOthers = within(
    types.filter((type) => !hasPath(type) && (type.keys.length > 0 || !held.has(type))),
  );
  return (type) => ofPatients.has(type) && !ofOthers.has(type);
}
