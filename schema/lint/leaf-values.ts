import type { ValueModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import type { TypeHierarchy } from '../../directives/policy/type-hierarchy.ts';
import type { ElementMarks } from '../../directives/policy/element-marks.ts';

/** A field, an argument or an input field whose value is a scalar or an enum. */
export interface LeafValue {
  readonly element: ElementMarks;
  readonly model: ValueModel;
  /** The type it is a member of. */
  readonly type: string;
  /** The field, or the input field. */
  readonly field: string;
  /** Null for a field. */
  readonly argument: string | null;
}

/** Every leaf value of a graph. */
export function* leafValues({ elementMarks, hierarchy }: Compiled): Generator<LeafValue> {
  for (const element of elementMarks.values()) {
    if (!element.model || !isLeafValued(element.model, hierarchy)) continue;
    yield { element, model: element.model, ...partsOf(element.at) };
  }
}

/** Whether the value of a field or input is a scalar or an enum. */
export function isLeafValued(model: ValueModel, hierarchy: TypeHierarchy): boolean {
  return hierarchy
    .typesNamed(model.types)
    .every((type) => type.fields.size === 0 && type.unionMembers.size === 0);
}

/** Splits the coordinate of a type, field or argument. `field` is empty for a type. */
export function partsOf(coordinate: string): {
  readonly type: string;
  readonly field: string;
  readonly argument: string | null;
} {
  const [, type = '', field = '', argument] =
    /^([^.]+)(?:\.([^(]+)(?:\((.+):\))?)?$/.exec(coordinate) ?? [];
  return { type, field, argument: argument ?? null };
}
