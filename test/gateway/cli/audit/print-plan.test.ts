import { describe, expect, it } from '@jest/globals';
import { SIX_YEARS } from '../../../../gateway/audit/record/control/retention.ts';
import { printPlan } from '../../../../gateway/cli/audit/print-plan.ts';

describe('the plan that audit prune prints', () => {
  it.each([
    [
      'when the retention of the record ends',
      Date.UTC(2026, 5, 1),
      null,
      'record 300 until 2026-06-01T00:00:00.000Z',
    ],
    ['that the retention of the record has no end', Infinity, null, 'record 300, without an end'],
    ['the hold on the record', null, 'h-1', 'record 300, by the hold h-1'],
  ])(
    'names, for a tile that stays, the record that keeps it, and states %s',
    (_what, until, hold, why) => {
      const plan = {
        asOf: 0,
        keys: [],
        tiles: [],
        unfinished: [],
        latest: 0,
        held: new Map(),
        keepers: [{ tile: 1, leaf: 300, until, hold }],
        state: { size: 512, holds: [], retention: SIX_YEARS, prunings: [] },
      };
      expect(printPlan(plan, null, 'text')).toContain(`\nstays     256-511: ${why}\n`);
    },
  );
});
