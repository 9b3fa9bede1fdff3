import type { Requirement } from '../../directives/policy/policy.ts';
import {
  allOf,
  conditionOf,
  EVERYBODY,
  NOBODY,
  without,
  type Condition,
} from '../views/condition.ts';
import type { Element } from '../views/elements.ts';
import type { Grant } from '../views/grant.ts';
import { isShown, shown, type Shown } from '../views/shown.ts';
import { smallest, smallestBeyond, smallestCaller } from '../views/smallest-caller.ts';
import type { ViewOptions } from '../views/view-options.ts';

/** One element as one of two graphs has it. */
export interface Side {
  readonly element: Element;
  readonly requirement: Requirement | undefined;
  readonly options: Pick<ViewOptions, 'defaultRoles' | 'unmarked'>;
}

/** Who sees more and who sees less than before: a smallest such caller each, or null where there is none. */
export interface Compared {
  readonly more: readonly Grant[] | null;
  readonly less: readonly Grant[] | null;
}

/**
 * Compares what all possible callers see of an element, whatever roles they combine. Nothing is less than
 * what a method leaves, which is less than everything; what two different methods leave can't be compared
 * and counts as more.
 */
export function compareViews(before: Side, after: Side): Compared {
  const old = levels(before);
  const now = levels(after);
  return {
    more: smallest([
      smallestBeyond(now.full, old.full),
      smallestBeyond(now.some, old.some),
      ...(old.left === now.left ? [] : [leftToOthers(old, now)]),
    ]),
    less: smallest([smallestBeyond(old.full, now.full), smallestBeyond(old.some, now.some)]),
  };
}

/** How two callers' views compare; what can't be compared is more. */
export function compareShown(before: Shown, after: Shown): 'more' | 'less' | 'same' {
  const change = rank(after) - rank(before);
  if (change !== 0) return change > 0 ? 'more' : 'less';
  return rank(before) === 1 && before !== after ? 'more' : 'same';
}

function rank(shows: Shown): number {
  return shows === 'full' ? 2 : isShown(shows) ? 1 : 0;
}

/** Who sees an element in full, who sees anything of it, and what those see who don't see it in full. */
interface Levels {
  readonly full: Condition;
  readonly some: Condition;
  readonly left: Shown;
}

function levels({ element, requirement, options }: Side): Levels {
  if (!requirement) {
    const all = isOpen(element, options) ? EVERYBODY : NOBODY;
    return { full: all, some: all, left: 'none' };
  }
  const full = conditionOf(requirement, 'full', options);
  const left = shown('deidentified', element, requirement);
  const some = isShown(left) ? conditionOf(requirement, 'deidentified', options) : full;
  return { full, some, left: isShown(left) ? left : 'none' };
}

/** Only output fields can be closed for lack of a mark. */
function isOpen({ kind }: Element, { unmarked }: Side['options']): boolean {
  return unmarked === 'allow' || kind !== 'field';
}

/** The smallest caller who sees something, and not everything, both before and after. */
function leftToOthers(old: Levels, now: Levels): readonly Grant[] | null {
  const both = allOf(old.some, now.some);
  return smallest(
    old.full.flatMap((one) =>
      now.full.map((other) => smallestCaller(without(both, [...one, ...other]))),
    ),
  );
}
