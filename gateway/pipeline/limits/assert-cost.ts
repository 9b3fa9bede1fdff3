import { overLimit } from './over-limit.ts';

/** The cost of a refused operation. It is logged, so that operators can set the limit. */
export class CostError extends Error {
  override readonly name = 'CostError';
  readonly cost: number;

  constructor(cost: number) {
    super('the operation costs more than it may');
    this.cost = cost;
  }
}

/**
 * Checks that an operation costs at most `limit`.
 *
 * @throws GatewayError `OPERATION_TOO_COMPLEX` with a {@link CostError} as its cause
 */
export function assertCost(cost: number, limit: number): void {
  // NaN exceeds every limit.
  if (!(cost <= limit)) throw overLimit('cost', { cause: new CostError(cost) });
}
