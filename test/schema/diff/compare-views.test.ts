import { describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, boolean, constantFrom, option, record, subarray } from 'fast-check';
import { compileRules } from '../../../directives/policy/rules.ts';
import { compareShown, compareViews, type Side } from '../../../schema/diff/compare-views.ts';
import { callerWith, type Entitlement } from '../../../schema/views/entitlement.ts';
import { shown, type Shown } from '../../../schema/views/shown.ts';
import { casesAtDepth } from '../../support/depth.ts';
import {
  CALLERS,
  INPUT,
  outputs,
  policyWith,
  requirements,
} from '../../support/random-requirements.ts';

const sides = record({
  element: outputs.chain((element) =>
    boolean().map((namesNoPatient) => ({ ...element, namesNoPatient })),
  ),
  requirement: option(requirements, { nil: undefined, freq: 8 }),
  options: record({
    defaultRoles: subarray(['a', 'b']),
    unmarked: constantFrom('allow', 'deny'),
    reach: option(subarray(['a', 'b', 'c']).map(reachOf)),
  }),
});

/** Roles that reach all patients; `d` reaches one. */
function reachOf(all: readonly string[]): ReadonlyMap<string, string> {
  return new Map([['d', 'self'], ...all.map((role) => [role, 'all'] as const)]);
}

/** What each possible caller sees by the rules of the gateway: of an element without a patient, by roles that reach all. */
async function looks({
  element,
  requirement,
  options,
}: Side): Promise<ReadonlyMap<readonly Entitlement[], Shown>> {
  const rules = compileRules(policyWith(requirement, element.at), options);
  const all = CALLERS.map(async (entitlements) => {
    const counting = entitlements.filter(
      (each) =>
        !each.startsWith('role:') ||
        !element.namesNoPatient ||
        options.reach === null ||
        options.reach.get(each.slice('role:'.length)) === 'all',
    );
    const view = await rules.view(element.at, callerWith(counting));
    return [entitlements, shown(view, element, requirement)] as const;
  });
  return new Map(await Promise.all(all));
}

describe('comparing what all possible callers see in two versions of a graph', () => {
  it('finds a caller with the fewest entitlements who sees more or less, exactly if there is one', async () => {
    await assert(
      asyncProperty(sides, sides, boolean(), async (one, other, isInput) => {
        const [before, after] = isInput
          ? [
              { ...one, element: INPUT },
              { ...other, element: INPUT },
            ]
          : [one, other];
        const [old, now] = [await looks(before), await looks(after)];
        const found = compareViews(before, after);
        for (const effect of ['more', 'less'] as const) {
          const callers = CALLERS.filter(
            (entitlements) =>
              compareShown(old.get(entitlements) ?? 'none', now.get(entitlements) ?? 'none') ===
              effect,
          );
          const sizes = callers.map((entitlements) => entitlements.length);
          expect(found[effect]?.length).toBe(sizes.length === 0 ? undefined : Math.min(...sizes));
          const witness = new Set(found[effect]);
          const isOneOfThem = callers.some(
            (entitlements) =>
              entitlements.length === witness.size &&
              entitlements.every((each) => witness.has(each)),
          );
          expect(isOneOfThem).toBe(found[effect] !== null);
        }
      }),
      casesAtDepth(60, 300),
    );
  });

  it.each<[Shown, Shown, 'more' | 'less' | 'same']>([
    ['none', 'full', 'more'],
    ['LAST4', 'full', 'more'],
    ['none', 'YEAR', 'more'],
    ['SUPPRESS', 'YEAR', 'more'],
    ['none', 'deidentified', 'more'],
    ['YEAR', 'LAST4', 'more'],
    ['PSEUDONYM', 'ZIP3', 'more'],
    ['YEAR', 'SUPPRESS', 'less'],
    ['YEAR', 'none', 'less'],
    ['full', 'deidentified', 'less'],
    ['full', 'full', 'same'],
    ['YEAR', 'YEAR', 'same'],
    ['none', 'SUPPRESS', 'same'],
    ['none', 'no patient', 'same'],
    ['no patient', 'full', 'more'],
    ['LAST4', 'no patient', 'less'],
  ])('rates a change from %s to %s as %s', (before, after, effect) => {
    expect(compareShown(before, after)).toBe(effect);
  });
});
