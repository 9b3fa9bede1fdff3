import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import type { FieldModel, ValueModel, TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { TypeHierarchy } from '../../directives/policy/type-hierarchy.ts';

/** Input object type → the named types of its fields. */
export function inputFieldTypes({ graph }: Compiled): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...graph.types.values()]
      .filter(({ kinds }) => kinds.has('input'))
      .map(({ name, fields }) => [name, [...fields.values()].flatMap(({ types }) => [...types])]),
  );
}

/** The input object types of an argument or input field. */
export function inputObjects(model: ValueModel, hierarchy: TypeHierarchy): readonly TypeModel[] {
  return hierarchy.typesNamed(model.types).filter(({ kinds }) => kinds.has('input'));
}

/** An argument, or an input field nested in one. */
export interface Input {
  readonly at: Coordinate;
  readonly name: string;
  readonly model: ValueModel;
}

/** A field's arguments and all input fields nested in them, each once. */
export function inputsOf(
  type: string,
  [field, { arguments: args }]: readonly [string, FieldModel],
  hierarchy: TypeHierarchy,
): readonly Input[] {
  const inputs: Input[] = [...args].map(([name, model]) => ({
    at: argumentCoordinate(type, field, name),
    name,
    model,
  }));
  const holders = new Set(inputs.flatMap(({ model }) => inputObjects(model, hierarchy)));
  for (const holder of holders)
    for (const [name, model] of holder.fields) {
      inputs.push({ at: memberCoordinate(holder.name, name), name, model });
      for (const inner of inputObjects(model, hierarchy)) holders.add(inner);
    }
  return inputs;
}
