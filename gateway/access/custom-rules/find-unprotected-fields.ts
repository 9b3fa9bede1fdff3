import type { Coordinate } from '../../../directives/coordinate.ts';
import type { ElementMarks } from '../../../directives/policy/element-marks.ts';
import { createTransitiveMarks, existing } from '../../../directives/policy/transitive-marks.ts';

/**
 * Finds fields without a rule that are computed from a field with one, through which the protected value could leave.
 * Unlike marks, a rule protects its own field alone.
 */
export function findUnprotectedFields(
  protectedFields: ReadonlySet<Coordinate>,
  elementMarks: ReadonlyMap<Coordinate, ElementMarks>,
): readonly { readonly at: Coordinate; readonly source: Coordinate }[] {
  const transitiveMarks = createTransitiveMarks(elementMarks);
  return [...elementMarks.values()].flatMap((element) => {
    if (!element.isOutput || element.sources.length === 0 || protectedFields.has(element.at))
      return [];
    const sources = existing(element.sources, elementMarks).flatMap(
      (source) => transitiveMarks(source).elements,
    );
    const source = sources.find(({ at }) => protectedFields.has(at));
    return source === undefined ? [] : [{ at: element.at, source: source.at }];
  });
}
