import { describe, expect, it } from '@jest/globals';
import { assertCost, CostError } from '../../../../gateway/pipeline/limits/assert-cost.ts';

describe('the cost limit', () => {
  it.each([0, 99, 100])('accepts a cost of %d with a limit of 100', (cost) => {
    expect(() => assertCost(cost, 100)).not.toThrow();
  });

  it.each([101, Infinity, Number.NaN])(
    'refuses a cost of %d with a limit of 100 with OPERATION_TOO_COMPLEX and the name of the limit, without a number',
    (cost) => {
      expect(() => assertCost(cost, 100)).toThrow(
        expect.objectContaining({
          code: 'OPERATION_TOO_COMPLEX',
          message: 'The operation exceeds a limit of this server.',
          problems: ['The operation exceeds limits.cost.'],
          cause: expect.any(CostError),
        }),
      );
    },
  );
});
