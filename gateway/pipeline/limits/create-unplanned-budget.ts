import { callerKey } from '../../platform/caller.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import {
  createLimiter,
  isWithinLimit,
  type Limiter,
  type LimitKey,
} from '../../platform/rates/limiter.ts';
import { createSlowLane } from './create-slow-lane.ts';

/** The share of the main thread for operations that are not cached yet. */
export interface UnplannedBudget {
  /**
   * Counts a request that needs such work, and runs the work in turn. A request counts as one operation per hundred
   * fields, however many pieces of work it needs.
   *
   * Rejects with GatewayError `UNPLANNED_BUDGET` where the caller's share, or the share of all callers, is spent.
   */
  readonly run: <Result>(
    context: RequestContext,
    work: () => Result,
    fields?: number,
  ) => Promise<Result>;
}

/** Largest numbers of operations that are not cached yet. */
export interface UnplannedLimits {
  /** Per caller. */
  readonly unplannedPerMinute: number;
  readonly unplannedPerMinuteInAll: number;
}

/**
 * Creates the budget of operations that are parsed, validated, authorized, pruned and planned for the first time, which
 * costs a hundred times as much as a cached operation. A caller whose own share is spent does not use the share of all
 * callers. The work runs in a lane that leaves most of the thread to cached operations.
 *
 * `limiter` counts for this gateway alone: each gateway has threads and a cache of its own.
 */
export function createUnplannedBudget(
  limits: UnplannedLimits,
  limiter: Pick<Limiter, 'count'> = createLimiter(),
): UnplannedBudget {
  const assertWithin = async (key: LimitKey, limit: number, weight: number) => {
    const usage = await limiter.count(key, { limit, seconds: 60 }, weight);
    const { secondsLeft: retryAfterSeconds } = usage;
    if (!isWithinLimit(usage)) throw new GatewayError('UNPLANNED_BUDGET', { retryAfterSeconds });
  };
  const lane = createSlowLane();
  const counted = new WeakMap<RequestContext, number>();
  return {
    run: async (context, work, fields = 1) => {
      const before = counted.get(context) ?? 0;
      const weight = Math.min(MAX_WEIGHT, Math.ceil(fields / FIELDS_PER_OPERATION)) - before;
      if (weight > 0) {
        counted.set(context, before + weight);
        const { issuer, subject } = context.caller;
        await assertWithin(
          ['unplanned of caller', issuer, subject],
          limits.unplannedPerMinute,
          weight,
        );
        await assertWithin(['unplanned of all'], limits.unplannedPerMinuteInAll, weight);
      }
      return lane.run(callerKey(context.caller), work);
    },
  };
}

/** Fields of an ordinary operation; larger operations count several times. */
const FIELDS_PER_OPERATION = 100;

/** Largest weight of an operation, so that the largest one is possible at all. */
const MAX_WEIGHT = 20;
