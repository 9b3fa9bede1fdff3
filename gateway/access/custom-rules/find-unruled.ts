import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Need } from '../../../directives/policy/needs.ts';
import { present, reachedIn } from '../../../directives/policy/transitive-marks.ts';

/**
 * Fields that are computed from a field with a rule and have none themselves: what the rule keeps back would leave
 * by them. Marks follow what a field is computed from; what a rule is asked for is of its own field alone.
 */
export function findUnruled(
  ruled: ReadonlySet<Coordinate>,
  needs: ReadonlyMap<Coordinate, Need>,
): readonly { readonly at: Coordinate; readonly source: Coordinate }[] {
  const reached = reachedIn(needs);
  return [...needs.values()].flatMap((need) => {
    if (!need.isOutput || need.sources.length === 0 || ruled.has(need.at)) return [];
    const sources = present(need.sources, needs).flatMap((source) => reached(source).all);
    const source = sources.find(({ at }) => ruled.has(at));
    return source === undefined ? [] : [{ at: need.at, source: source.at }];
  });
}
