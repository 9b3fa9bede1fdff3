import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Need } from '../../../directives/policy/needs.ts';
import { present, reachedIn } from '../../../directives/policy/transitive-marks.ts';

/**
 * Finds fields without a rule that are computed from a field with one, through which the protected value could leave.
 * Unlike marks, a rule protects its own field alone.
 */
export function findUnprotectedFields(
  protectedFields: ReadonlySet<Coordinate>,
  needs: ReadonlyMap<Coordinate, Need>,
): readonly { readonly at: Coordinate; readonly source: Coordinate }[] {
  const reached = reachedIn(needs);
  return [...needs.values()].flatMap((need) => {
    if (!need.isOutput || need.sources.length === 0 || protectedFields.has(need.at)) return [];
    const sources = present(need.sources, needs).flatMap((source) => reached(source).all);
    const source = sources.find(({ at }) => protectedFields.has(at));
    return source === undefined ? [] : [{ at: need.at, source: source.at }];
  });
}
