import { GatewayError } from '../../platform/errors.ts';

/** How much an operation that was refused would have cost: for the log, so that limits can be set by it. */
export class CostError extends Error {
  override readonly name = 'CostError';
  readonly cost: number;

  constructor(cost: number) {
    super('the operation costs more than it may');
    this.cost = cost;
  }
}

/**
 * Makes sure that an operation costs at most `limit`.
 *
 * @throws GatewayError `OPERATION_TOO_COMPLEX` with a {@link CostError} as its cause. The client learns neither
 * figure: together they tell how long lists are expected to be.
 */
export function assertCost(cost: number, limit: number): void {
  // A count that isn't a number is within no limit.
  if (!(cost <= limit))
    throw new GatewayError('OPERATION_TOO_COMPLEX', { cause: new CostError(cost) });
}
