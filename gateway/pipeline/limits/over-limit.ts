import { GatewayError } from '../../platform/errors.ts';
import type { LimitsConfig } from './limits-config.ts';

/** The key of a limit of one operation. */
type OperationLimit = keyof Pick<
  LimitsConfig,
  | 'depth'
  | 'cost'
  | 'values'
  | 'aliases'
  | 'directives'
  | 'tokens'
  | 'selections'
  | 'patients'
  | 'releasedFields'
>;

/**
 * The refusal of an operation that exceeds a limit: GatewayError `OPERATION_TOO_COMPLEX`. The response names the limit, but
 * neither its value nor what was counted, because together they disclose the expected lengths of lists.
 */
export function overLimit(
  limit: OperationLimit,
  options: { readonly isRecorded?: boolean; readonly cause?: unknown } = {},
): GatewayError {
  const problems = [`The operation exceeds limits.${limit}.`];
  return new GatewayError('OPERATION_TOO_COMPLEX', { problems, ...options });
}

/** What was expected of a refused operation. It is logged, so that operators can set the limit. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
  readonly limit: 'cost' | 'values';
  readonly expected: number;

  constructor(limit: 'cost' | 'values', expected: number) {
    super(`the operation exceeds limits.${limit}`);
    this.limit = limit;
    this.expected = expected;
  }
}

/**
 * Checks the cost, or the number of values, that is expected of an operation.
 *
 * @throws GatewayError `OPERATION_TOO_COMPLEX` with an {@link ExpectationError} as its cause
 */
export function assertExpected(limit: 'cost' | 'values', expected: number, most: number): void {
  // NaN exceeds every limit.
  if (!(expected <= most)) throw overLimit(limit, { cause: new ExpectationError(limit, expected) });
}
