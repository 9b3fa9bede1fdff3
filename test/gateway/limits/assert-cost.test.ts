import { describe, expect, it } from '@jest/globals';
import { assertCost, CostError } from '../../../gateway/limits/assert-cost.ts';

describe('the limit of cost', () => {
  it.each([0, 99, 100])('lets %d of 100 pass', (cost) => {
    expect(() => assertCost(cost, 100)).not.toThrow();
  });

  it.each([101, Infinity, Number.NaN])('refuses %d of 100 without telling it', (cost) => {
    expect(() => assertCost(cost, 100)).toThrow(
      expect.objectContaining({
        code: 'OPERATION_TOO_COMPLEX',
        message: 'The operation exceeds a limit of this server.',
        cause: expect.any(CostError),
      }),
    );
  });
});
