import type { InputModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { Hierarchy } from '../../directives/policy/hierarchy.ts';
import type { Need } from '../../directives/policy/needs.ts';

/** A field, an argument or an input field that holds a scalar or an enum. */
export interface LeafValue {
  readonly need: Need;
  readonly element: InputModel;
  /** The type it is a member of. */
  readonly type: string;
  /** The field, or the input field. */
  readonly field: string;
  /** Null where it is no argument. */
  readonly argument: string | null;
}

/** Every leaf value of a graph. */
export function* leafValues({ needs, hierarchy }: Compiled): Generator<LeafValue> {
  for (const need of needs.values()) {
    if (!need.element || !isLeafValued(need.element, hierarchy)) continue;
    yield { need, element: need.element, ...partsOf(need.at) };
  }
}

/** Whether an element holds scalars or enum values, and no objects. */
export function isLeafValued(element: InputModel, hierarchy: Hierarchy): boolean {
  return hierarchy
    .types(element.types)
    .every((type) => type.fields.size === 0 && type.members.size === 0);
}

/** The parts of the coordinate of a field or an argument; of a type's, the type alone. */
export function partsOf(coordinate: string): {
  readonly type: string;
  readonly field: string;
  readonly argument: string | null;
} {
  const [, type = '', field = '', argument] =
    /^([^.]+)(?:\.([^(]+)(?:\((.+):\))?)?$/.exec(coordinate) ?? [];
  return { type, field, argument: argument ?? null };
}
