import { Kind, type DocumentNode } from 'graphql';
import { typeCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import type { DateScalars } from '../../../directives/policy/date-format.ts';
import { nearNames } from '../../../schema/explain/near-names.ts';

/** A scalar of `graph.dateScalars` that no schema has. */
export interface UnknownDateScalar {
  /** Such as `graph.dateScalars.LocalDate`. */
  readonly setting: string;
  /** Scalars that can be meant, nearest first. */
  readonly near: readonly Coordinate[];
}

/**
 * The scalars of `graph.dateScalars` that no schema has. This is not an error: a subgraph that gets or loses a scalar can start
 * before or after a gateway whose configuration names it.
 */
export function unknownDateScalars(
  declared: DateScalars,
  documents: readonly DocumentNode[],
): readonly UnknownDateScalar[] {
  const known = new Set(
    documents.flatMap(({ definitions }) =>
      definitions.flatMap((node) =>
        node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.SCALAR_TYPE_EXTENSION
          ? [typeCoordinate(node.name.value)]
          : [],
      ),
    ),
  );
  const others = [...known].filter((name) => !declared.has(name));
  return [...declared.keys()]
    .filter((name) => !known.has(typeCoordinate(name)))
    .map((name) => ({ setting: `graph.dateScalars.${name}`, near: nearNames(name, others) }));
}
