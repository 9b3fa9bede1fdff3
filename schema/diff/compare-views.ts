import type { Requirement } from '../../directives/policy/policy.ts';
import { allOf, conditionOf, ALWAYS, NEVER, without, type Condition } from '../views/condition.ts';
import type { Element } from '../views/elements.ts';
import type { Entitlement } from '../views/entitlement.ts';
import { isShown, shown, type Shown } from '../views/shown.ts';
import { smallest, smallestExceeding, smallestCaller } from '../views/smallest-caller.ts';
import { countsFor, type ViewOptions } from '../views/view-options.ts';

/** One element in one of two graphs. */
export interface Side {
  readonly element: Element;
  readonly requirement: Requirement | undefined;
  readonly options: Pick<ViewOptions, 'defaultRoles' | 'unmarked' | 'reach'>;
}

/** A smallest caller who sees more than before and one who sees less; null if none exists. */
export interface Compared {
  readonly more: readonly Entitlement[] | null;
  readonly less: readonly Entitlement[] | null;
}

/**
 * Compares the views of an element over all combinations of entitlements. `none` is less than de-identified, which is less
 * than `full`. The results of two different methods can't be compared, so a change of method counts as more.
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
  // Of equal rank and shown, they can differ only in the method.
  return isShown(after) && before !== after ? 'more' : 'same';
}

/** 0: not shown, 1: shown in part, 2: shown in full. */
function rank(shows: Shown): number {
  return shows === 'full' ? 2 : isShown(shows) ? 1 : 0;
}

/** Who sees an element, and how much of it. */
interface Levels {
  /** The condition for seeing it in full. */
  readonly full: Condition;
  /** The condition for seeing it at all. */
  readonly some: Condition;
  /** What callers see who meet `some` but not `full`; `none` if there is no such view. */
  readonly reduced: Shown;
}

function levels({ element, requirement, options }: Side): Levels {
  if (!requirement) {
    const everyCaller = isOpen(element, options) ? ALWAYS : NEVER;
    return { full: everyCaller, some: everyCaller, reduced: 'none' };
  }
  const counts = (role: string): boolean => countsFor(role, element, options);
  const full = conditionOf(requirement, 'full', options, counts);
  const reduced = shown('deidentified', element, requirement);
  const some = isShown(reduced) ? conditionOf(requirement, 'deidentified', options, counts) : full;
  return { full, some, reduced: isShown(reduced) ? reduced : 'none' };
}

/** Whether every caller sees an unmarked element. `unmarked: deny` applies to output fields only. */
function isOpen({ kind }: Element, { unmarked }: Side['options']): boolean {
  return unmarked === 'allow' || kind !== 'field';
}

/**
 * A smallest caller who sees the element, but not in full, both before and after. Such a caller has no entitlement of some
 * clause of each `full` condition, so each pair of clauses is tried.
 */
function seesReduced(old: Levels, now: Levels): readonly Entitlement[] | null {
  const both = allOf(old.some, now.some);
  return smallest(
    old.full.flatMap((one) =>
      now.full.map((other) => smallestCaller(without(both, [...one, ...other]))),
    ),
  );
}
