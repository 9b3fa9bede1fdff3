import { describe, expect, it } from '@jest/globals';
import {
  assertExpected,
  ExpectationError,
} from '../../../../gateway/pipeline/limits/over-limit.ts';

describe.each(['cost', 'values'] as const)('the limit of %s', (limit) => {
  it.each([0, 99, 100])('accepts an expectation of %d with a limit of 100', (expected) => {
    expect(() => assertExpected(limit, expected, 100)).not.toThrow();
  });

  it.each([101, Infinity, Number.NaN])(
    'refuses an expectation of %d with a limit of 100 with OPERATION_TOO_COMPLEX and the name of the limit, without a number',
    (expected) => {
      expect(() => assertExpected(limit, expected, 100)).toThrow(
        expect.objectContaining({
          code: 'OPERATION_TOO_COMPLEX',
          message: 'The operation exceeds a limit of this server.',
          problems: [`The operation exceeds limits.${limit}.`],
          cause: expect.any(ExpectationError),
        }),
      );
    },
  );
});
