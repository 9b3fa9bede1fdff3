import { meets, without, type Condition } from './condition.ts';
import type { Entitlement } from './entitlement.ts';

/** A smallest set of entitlements that meets a condition; null if none does. Deterministic. */
export function smallestCaller(condition: Condition): readonly Entitlement[] | null {
  // No caller has an entitlement of an empty clause.
  if (condition.some((clause) => clause.length === 0)) return null;
  // Terminates: one entitlement of each clause is always enough.
  for (let size = 0; ; size += 1) {
    const found = choose(condition, [], size);
    if (found) return found.toSorted();
  }
}

/**
 * A smallest set of entitlements that meets a condition but not the other; null if every set that meets the first meets the
 * other. All sets are covered: a set that fails `other` has no entitlement of some clause of it, so the condition is
 * tried without the entitlements of each clause in turn.
 */
export function smallestExceeding(
  condition: Condition,
  other: Condition,
): readonly Entitlement[] | null {
  return smallest(other.map((clause) => smallestCaller(without(condition, clause))));
}

/** The smallest of several sets of entitlements; null if all are null. */
export function smallest(
  callers: readonly (readonly Entitlement[] | null)[],
): readonly Entitlement[] | null {
  const [first] = callers.flatMap((caller) => (caller ? [caller] : [])).toSorted(bySize);
  return first ?? null;
}

function bySize(a: readonly Entitlement[], b: readonly Entitlement[]): number {
  return a.length - b.length || (a.join() < b.join() ? -1 : 1);
}

/** Adds at most `left` entitlements to those chosen so that the condition is met; null if that is impossible. */
function choose(
  condition: Condition,
  chosen: readonly Entitlement[],
  left: number,
): readonly Entitlement[] | null {
  const missed = condition.filter((clause) => !meets(new Set(chosen), [clause]));
  const [first] = missed;
  if (!first) return chosen;
  if (countDisjoint(missed) > left) return null;
  for (const entitlement of first) {
    const found = choose(missed, [...chosen, entitlement], left - 1);
    if (found) return found;
  }
  return null;
}

/** A lower bound for the number of entitlements: clauses that share no entitlement need one each. */
function countDisjoint(condition: Condition): number {
  const used = new Set<Entitlement>();
  let count = 0;
  for (const clause of condition) {
    if (clause.some((entitlement) => used.has(entitlement))) continue;
    for (const entitlement of clause) used.add(entitlement);
    count += 1;
  }
  return count;
}
