import { memberCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { FieldModel, TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { isLeafValued } from './leaf-values.ts';

/** A PHI coordinate in a field's value without a `@patient` path above it in the response; null if none exists. */
export function unconfirmedPhi(
  at: Coordinate,
  field: FieldModel,
  compiled: Compiled,
): Coordinate | null {
  const { hierarchy, policy } = compiled;
  if (isLeafValued(field, hierarchy)) return isPhi(at, field, compiled) ? at : null;
  const seen = new Set<TypeModel>();
  const below = (held: FieldModel): Coordinate | null => {
    for (const type of hierarchy.valueTypes(held).flatMap(hierarchy.objectTypes)) {
      // A path confirms the patient. An entity without a path never has the patient of the field that returns it.
      if (seen.has(type) || policy.patients.has(type.name) || policy.keys.has(type.name)) continue;
      seen.add(type);
      for (const [name, [inner]] of hierarchy.fields(type)) {
        const innerAt = memberCoordinate(type.name, name);
        if (!isLeafValued(inner, hierarchy)) {
          const found = below(inner);
          if (found !== null) return found;
        } else if (isPhi(innerAt, inner, compiled)) return innerAt;
      }
    }
    return null;
  };
  return below(field);
}

/** Whether a field's value, or an object without a key in it, has a `@patient` path. */
export function namesPatient(field: FieldModel, { hierarchy, policy }: Compiled): boolean {
  const seen = new Set<TypeModel>();
  const below = (held: FieldModel): boolean =>
    hierarchy
      .valueTypes(held)
      .flatMap(hierarchy.objectTypes)
      .some((type) => {
        if (policy.patients.has(type.name)) return true;
        if (seen.has(type) || policy.keys.has(type.name)) return false;
        seen.add(type);
        return [...hierarchy.fields(type).values()].some(([one]) => below(one));
      });
  return below(field);
}

/** Whether a field with a scalar or an enum is PHI, by its own requirement or by that of a value of the enum. */
function isPhi(at: Coordinate, field: FieldModel, { hierarchy, policy }: Compiled): boolean {
  const values = hierarchy
    .typesNamed(field.types)
    .flatMap((type) => [...type.values.keys()].map((value) => memberCoordinate(type.name, value)));
  return [at, ...values].some((each) => policy.requirements.get(each)?.phi === true);
}
