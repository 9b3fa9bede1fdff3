import { describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, subarray } from 'fast-check';
import { compileRules } from '../../../directives/policy/rules.ts';
import { conditionOf, meets } from '../../../schema/views/condition.ts';
import { callerWith } from '../../../schema/views/entitlement.ts';
import { casesAtDepth } from '../../support/depth.ts';
import { AT, CALLERS, policyWith, requirements } from '../../support/random-requirements.ts';

describe('the condition of a view (full, de-identified), from which example callers are searched', () => {
  it('holds for exactly the callers to whom the gateway gives that view', async () => {
    await assert(
      asyncProperty(requirements, subarray(['a', 'b']), async (requirement, defaultRoles) => {
        const rules = compileRules(policyWith(requirement), { defaultRoles, unmarked: 'allow' });
        const full = conditionOf(requirement, 'full', { defaultRoles }, () => true);
        const some = conditionOf(requirement, 'deidentified', { defaultRoles }, () => true);
        for (const entitlements of CALLERS) {
          const held = new Set(entitlements);
          const expected = meets(held, full) ? 'full' : meets(held, some) ? 'deidentified' : 'none';
          expect(await rules.view(AT, callerWith(entitlements))).toBe(expected);
        }
      }),
      casesAtDepth(40, 150),
    );
  });
});
