import { meets, without, type Condition } from './condition.ts';
import type { Grant } from './grant.ts';

/** A smallest set of grants that meets a condition; null if none does. Deterministic. */
export function smallestCaller(condition: Condition): readonly Grant[] | null {
  // No caller has a grant of an empty clause.
  if (condition.some((clause) => clause.length === 0)) return null;
  // Terminates: one grant of each clause is always enough.
  for (let size = 0; ; size += 1) {
    const found = choose(condition, [], size);
    if (found) return found.toSorted();
  }
}

/**
 * A smallest set of grants that meets a condition but not the other; null if every set that meets the first meets the
 * other. All sets are covered: a set that fails `other` has no grant of some clause of it, so the condition is
 * tried without the grants of each clause in turn.
 */
export function smallestExceeding(condition: Condition, other: Condition): readonly Grant[] | null {
  return smallest(other.map((clause) => smallestCaller(without(condition, clause))));
}

/** The smallest of several sets of grants; null if all are null. */
export function smallest(callers: readonly (readonly Grant[] | null)[]): readonly Grant[] | null {
  const [first] = callers.flatMap((caller) => (caller ? [caller] : [])).toSorted(bySize);
  return first ?? null;
}

function bySize(a: readonly Grant[], b: readonly Grant[]): number {
  return a.length - b.length || (a.join() < b.join() ? -1 : 1);
}

/** Adds at most `left` grants to those chosen so that the condition is met; null if that is impossible. */
function choose(
  condition: Condition,
  chosen: readonly Grant[],
  left: number,
): readonly Grant[] | null {
  const missed = condition.filter((clause) => !meets(new Set(chosen), [clause]));
  const [first] = missed;
  if (!first) return chosen;
  if (countDisjoint(missed) > left) return null;
  for (const grant of first) {
    const found = choose(missed, [...chosen, grant], left - 1);
    if (found) return found;
  }
  return null;
}

/** A lower bound for the number of grants: clauses that share no grant need one each. */
function countDisjoint(condition: Condition): number {
  const used = new Set<Grant>();
  let count = 0;
  for (const clause of condition) {
    if (clause.some((grant) => used.has(grant))) continue;
    for (const grant of clause) used.add(grant);
    count += 1;
  }
  return count;
}
