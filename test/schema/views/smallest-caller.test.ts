import { describe, expect, it } from '@jest/globals';
import { array, assert, property, subarray } from 'fast-check';
import { meets, type Condition } from '../../../schema/views/condition.ts';
import { roleEntitlement, type Entitlement } from '../../../schema/views/entitlement.ts';
import { smallestExceeding, smallestCaller } from '../../../schema/views/smallest-caller.ts';

const ENTITLEMENTS = ['a', 'b', 'c', 'd', 'e'].map(roleEntitlement);
const conditions = array(subarray(ENTITLEMENTS), { maxLength: 4 });

/** All sets of entitlements, smallest first. */
const CALLERS = ENTITLEMENTS.reduce<Entitlement[][]>(
  (all, entitlement) => [...all, ...all.map((set) => [...set, entitlement])],
  [[]],
).toSorted((a, b) => a.length - b.length);

function sizeOf(caller: readonly Entitlement[] | null | undefined): number | null {
  return caller?.length ?? null;
}

function goesBeyond(caller: readonly Entitlement[], one: Condition, other: Condition): boolean {
  return meets(new Set(caller), one) && !meets(new Set(caller), other);
}

describe('the smallest caller (with the fewest roles, scopes and policies)', () => {
  it('that meets a condition is found exactly if a caller meets it, and no caller that meets it has fewer', () => {
    assert(
      property(conditions, (condition) => {
        const found = smallestCaller(condition);
        const wanted = CALLERS.find((caller) => meets(new Set(caller), condition));
        expect(sizeOf(found)).toBe(sizeOf(wanted));
        expect(found === null || meets(new Set(found), condition)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('that meets one condition but not another is found exactly if such a caller exists, and no such caller has fewer', () => {
    assert(
      property(conditions, conditions, (one, other) => {
        const found = smallestExceeding(one, other);
        const wanted = CALLERS.find((caller) => goesBeyond(caller, one, other));
        expect(sizeOf(found)).toBe(sizeOf(wanted));
        expect(found === null || goesBeyond(found, one, other)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a condition of 40 clauses without common roles has 40 roles', () => {
    const clauses = Array.from({ length: 40 }, (_each, index) =>
      ['x', 'y', 'z'].map((name) => roleEntitlement(`${name}${index}`)),
    );
    expect(smallestCaller(clauses)).toHaveLength(40);
  });
});
