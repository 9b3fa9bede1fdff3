import type { Requirement } from '../../directives/policy/policy.ts';
import { allOf, conditionOf, ALWAYS, NEVER, without, type Condition } from '../views/condition.ts';
import type { Element } from '../views/elements.ts';
import type { Grant } from '../views/grant.ts';
import { isShown, shown, type Shown } from '../views/shown.ts';
import { smallest, smallestExceeding, smallestCaller } from '../views/smallest-caller.ts';
import type { ViewOptions } from '../views/view-options.ts';

/** One element in one of two graphs. */
export interface Side {
  readonly element: Element;
  readonly requirement: Requirement | undefined;
  readonly options: Pick<ViewOptions, 'defaultRoles' | 'unmarked'>;
}

/** A smallest caller who sees more than before and one who sees less; null if none exists. */
export interface Compared {
  readonly more: readonly Grant[] | null;
  readonly less: readonly Grant[] | null;
}

/**
 * Compares the views of an element over all combinations of grants. `none` is less than de-identified, which is less than
 * `full`. The results of two different methods can't be compared, so a change of method counts as more.
 */
export function compareViews(before: Side, after: Side): Compared {
  const old = levels(before);
  const now = levels(after);
  return {
    more: smallest([
      smallestExceeding(now.full, old.full),
      smallestExceeding(now.some, old.some),
      ...(old.reduced === now.reduced ? [] : [seesReduced(old, now)]),
    ]),
    less: smallest([smallestExceeding(old.full, now.full), smallestExceeding(old.some, now.some)]),
  };
}

/** Compares what is shown before and after. What can't be compared counts as more. */
export function compareShown(before: Shown, after: Shown): 'more' | 'less' | 'same' {
  const change = rank(after) - rank(before);
  if (change !== 0) return change > 0 ? 'more' : 'less';
  return rank(before) === 1 && before !== after ? 'more' : 'same';
}

function rank(shows: Shown): number {
  return shows === 'full' ? 2 : isShown(shows) ? 1 : 0;
}

/** The conditions for seeing an element in full and at all, and what callers see who don't see it in full. */
interface Levels {
  readonly full: Condition;
  readonly some: Condition;
  readonly reduced: Shown;
}

function levels({ element, requirement, options }: Side): Levels {
  if (!requirement) {
    const all = isOpen(element, options) ? ALWAYS : NEVER;
    return { full: all, some: all, reduced: 'none' };
  }
  const full = conditionOf(requirement, 'full', options);
  const reduced = shown('deidentified', element, requirement);
  const some = isShown(reduced) ? conditionOf(requirement, 'deidentified', options) : full;
  return { full, some, reduced: isShown(reduced) ? reduced : 'none' };
}

/** `unmarked: deny` applies to output fields only. */
function isOpen({ kind }: Element, { unmarked }: Side['options']): boolean {
  return unmarked === 'allow' || kind !== 'field';
}

/** A smallest caller who sees something, but not everything, both before and after. */
function seesReduced(old: Levels, now: Levels): readonly Grant[] | null {
  const both = allOf(old.some, now.some);
  return smallest(
    old.full.flatMap((one) =>
      now.full.map((other) => smallestCaller(without(both, [...one, ...other]))),
    ),
  );
}
