import { Kind, type FieldNode, type ValueNode } from 'graphql';
import { argumentCoordinate, memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { ValueModel, TypeModel } from '../marks/graph.ts';
import { groupByName, type TypeHierarchy } from './type-hierarchy.ts';

/**
 * The arguments, input fields and enum values that a federation field set uses at one field, including defaults. For
 * `price(in: EUR)` on `Product`: `Product.price(in:)` and `Currency.EUR`. Arguments that the graph doesn't have are
 * included: the policy's compilation reports them as FIELD_SET_INVALID.
 */
export function usedInputs(on: TypeModel, node: FieldNode, hierarchy: TypeHierarchy): Coordinate[] {
  const field = node.name.value;
  const used = new Set<Coordinate>();

  const useInput = (
    at: Coordinate,
    inputs: readonly ValueModel[],
    given: ValueNode | undefined,
  ) => {
    const value = given ?? inputs.flatMap((each) => each.defaults)[0];
    // An input field's default value can contain the field itself.
    if (value === undefined || (given === undefined && used.has(at))) return;
    used.add(at);
    useValue(inputs.flatMap(hierarchy.valueTypes), value);
  };
  const useValue = (types: readonly TypeModel[], value: ValueNode): void => {
    if (value.kind === Kind.LIST) {
      for (const item of value.values) useValue(types, item);
    } else if (value.kind === Kind.ENUM) {
      for (const { name } of types) used.add(memberCoordinate(name, value.value));
    } else if (value.kind === Kind.OBJECT) {
      const given = new Map(value.fields.map((each) => [each.name.value, each.value]));
      for (const type of types)
        for (const [name, input] of type.fields)
          useInput(memberCoordinate(type.name, name), [input], given.get(name));
    }
  };

  const declared = hierarchy.fields(on).get(field) ?? [];
  const inputs = groupByName(declared.flatMap((each) => [...each.arguments]));
  const given = new Map(node.arguments?.map((each) => [each.name.value, each.value]));
  for (const name of new Set([...inputs.keys(), ...given.keys()]))
    useInput(argumentCoordinate(on.name, field, name), inputs.get(name) ?? [], given.get(name));
  return [...used];
}
