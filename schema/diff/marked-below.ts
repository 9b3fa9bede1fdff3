import { memberCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { FieldModel, TypeModel } from '../../directives/marks/graph.ts';
import type { MarkedGraph } from '../compose.ts';

/**
 * Returns a function that reports whether any value is marked of which a `@patient` or a `@key` at a coordinate can decide
 * the patient. These are the fields of the type, or what a field with the argument returns, and everything below that is
 * not an entity. For an input field it looks at the whole graph, because any argument can take it.
 */
export function createMarkedBelow({
  policy,
  marks: { graph, hierarchy },
}: Pick<MarkedGraph, 'policy' | 'marks'>): (at: Coordinate) => boolean {
  const isMarked = (owner: TypeModel, name: string) =>
    policy.requirements.has(memberCoordinate(owner.name, name));

  const areFieldsMarked = (types: readonly TypeModel[]): boolean => {
    const pending = new Set(types);
    // The loop visits the types that it adds as well.
    for (const type of pending) {
      for (const [name, [field]] of hierarchy.fields(type)) {
        if (isMarked(type, name)) return true;
        for (const below of objectsOf(field)) if (!policy.keys.has(below.name)) pending.add(below);
      }
    }
    return false;
  };

  const objectsOf = (field: FieldModel): readonly TypeModel[] =>
    hierarchy.valueTypes(field).flatMap((type) => hierarchy.objectTypes(type));

  return (at) => {
    const [, owner = '', name, isArgument] = /^(\w+)(?:\.(\w+))?(\(.*)?$/.exec(at) ?? [];
    const type = graph.types.get(owner);
    if (!type) return false;
    if (name === undefined) return areFieldsMarked([type]);
    const field = hierarchy.field(type, name);
    if (isArgument === undefined || !field) return policy.requirements.size > 0;
    return isMarked(type, name) || areFieldsMarked(objectsOf(field));
  };
}
