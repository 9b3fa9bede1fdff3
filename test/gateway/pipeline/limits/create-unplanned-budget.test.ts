import { describe, expect, it } from '@jest/globals';
import { createUnplannedBudget } from '../../../../gateway/pipeline/limits/create-unplanned-budget.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const nothing = () => undefined;
const ada = () => contextOf(callerOf(['ada']));
const grace = () => contextOf(callerOf(['grace']));
const refusal = { code: 'UNPLANNED_BUDGET' };

describe('the budget of a caller for operations without a cached plan', () => {
  it('counts a request once, however many planning tasks it needs', async () => {
    const budget = createUnplannedBudget({ unplannedPerMinute: 2, unplannedPerMinuteInAll: 9 });
    const first = ada();
    for (let piece = 0; piece < 5; piece += 1)
      expect(await budget.run(first, () => piece)).toBe(piece);
    await budget.run(ada(), nothing);
    await expect(budget.run(ada(), nothing)).rejects.toMatchObject(refusal);
  });

  it('counts one operation per hundred fields of a request, at most twenty, and refuses with UNPLANNED_BUDGET beyond its limit', async () => {
    const budget = createUnplannedBudget({ unplannedPerMinute: 23, unplannedPerMinuteInAll: 99 });
    const large = ada();
    await budget.run(large, nothing);
    await budget.run(large, nothing, 250);
    await budget.run(large, nothing, 250);
    await budget.run(ada(), nothing, 1_000_000);
    await expect(budget.run(ada(), nothing)).rejects.toMatchObject(refusal);
  });

  it('refuses a caller who has used it up with UNPLANNED_BUDGET, and not another caller', async () => {
    const budget = createUnplannedBudget({ unplannedPerMinute: 1, unplannedPerMinuteInAll: 2 });
    await budget.run(ada(), nothing);
    for (let again = 0; again < 5; again += 1)
      await expect(budget.run(ada(), nothing)).rejects.toMatchObject(refusal);
    await budget.run(grace(), nothing);
  });

  it('refuses another caller with UNPLANNED_BUDGET once all callers together have used up their limit', async () => {
    const budget = createUnplannedBudget({ unplannedPerMinute: 9, unplannedPerMinuteInAll: 2 });
    await budget.run(ada(), nothing);
    await budget.run(ada(), nothing);
    await expect(budget.run(grace(), nothing)).rejects.toMatchObject(refusal);
  });
});
