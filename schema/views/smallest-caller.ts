import { meets, without, type Condition } from './condition.ts';
import type { Grant } from './grant.ts';

/** The fewest grants that meet a condition; null: nobody can. Of several such sets always the same one. */
export function smallestCaller(condition: Condition): readonly Grant[] | null {
  if (condition.some((clause) => clause.length === 0)) return null;
  // Ends: one grant of each clause is always enough.
  for (let size = 0; ; size += 1) {
    const found = choose(condition, [], size);
    if (found) return found.toSorted();
  }
}

/**
 * The fewest grants that meet a condition but not the other; null: whoever meets the one meets the other too.
 * Exact over all sets of grants: who doesn't meet a condition has no grant of one of its clauses, and having
 * all others never meets less.
 */
export function smallestBeyond(condition: Condition, other: Condition): readonly Grant[] | null {
  return smallest(other.map((clause) => smallestCaller(without(condition, clause))));
}

/** The smallest of several sets of grants; null where there is none. */
export function smallest(callers: readonly (readonly Grant[] | null)[]): readonly Grant[] | null {
  const [first] = callers.flatMap((caller) => (caller ? [caller] : [])).toSorted(bySize);
  return first ?? null;
}

function bySize(a: readonly Grant[], b: readonly Grant[]): number {
  return a.length - b.length || (a.join() < b.join() ? -1 : 1);
}

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

/** Clauses that share no grant need one grant each: fewer than that never do. */
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
