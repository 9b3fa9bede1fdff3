import { getNamedType, isEnumType, isInputObjectType, type GraphQLSchema } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';

/** Whether an argument, input field or enum value carries a mark of its own, `@patient` included. */
export function isMarkedInput(policy: Policy, coordinate: Coordinate): boolean {
  return policy.requirements.has(coordinate) || policy.patientInputs.has(coordinate);
}

/** Input objects with a marked field, enums with a marked value, and input objects with a field of such a type. */
export function markedInputTypes(schema: GraphQLSchema, policy: Policy): ReadonlySet<string> {
  const isMarked = (coordinate: Coordinate): boolean => isMarkedInput(policy, coordinate);
  const marked = new Set<string>();
  const types = Object.values(schema.getTypeMap());
  // An input object can contain a type that a later step of a pass adds, so passes repeat until one adds no type.
  for (let before = -1; before !== marked.size;) {
    before = marked.size;
    for (const type of types) {
      const isMarkedType = isEnumType(type)
        ? type.getValues().some((value) => isMarked(memberCoordinate(type.name, value.name)))
        : isInputObjectType(type) &&
          Object.values(type.getFields()).some(
            (field) =>
              isMarked(memberCoordinate(type.name, field.name)) ||
              marked.has(getNamedType(field.type).name),
          );
      if (isMarkedType) marked.add(type.name);
    }
  }
  return marked;
}
