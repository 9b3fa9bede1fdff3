import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import type { TypeHierarchy } from '../../directives/policy/type-hierarchy.ts';
import { partsOf } from './leaf-values.ts';

/** The same element on each interface above its type, nearest first. */
export function counterparts(
  coordinate: Coordinate,
  hierarchy: TypeHierarchy,
): readonly Coordinate[] {
  const { type: name, field, argument } = partsOf(coordinate);
  if (field === '') return [];
  return hierarchy
    .typesNamed([name])
    .flatMap((type) => hierarchy.withSupertypes(type))
    .filter((above) => above.name !== name && above.fields.has(field))
    .map((above) =>
      argument === null
        ? memberCoordinate(above.name, field)
        : argumentCoordinate(above.name, field, argument),
    );
}

/** Removes findings that an interface above has as well: a mark there applies to every implementer. */
export function withoutInherited<Item extends { readonly coordinate: Coordinate }>(
  found: readonly Item[],
  hierarchy: TypeHierarchy,
): readonly Item[] {
  const all = new Set(found.map(({ coordinate }) => coordinate));
  return found.filter(
    ({ coordinate }) => !counterparts(coordinate, hierarchy).some((above) => all.has(above)),
  );
}
