import { callerKey } from '../../platform/caller.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { limitAll, limitCallers } from '../../platform/create-rate-limit.ts';
import { createSlowLane } from './create-slow-lane.ts';

/** What work for operations that aren't known yet may take of the main thread. */
export interface UnplannedBudget {
  /**
   * Counts a request that needs such work, and does the work in its turn. A request counts as one operation for
   * each hundred fields, however many pieces of work it needs.
   *
   * @throws GatewayError `UNPLANNED_BUDGET` where the caller's share, or that of all callers, is spent.
   */
  readonly run: <Result>(
    context: RequestContext,
    work: () => Result,
    fields?: number,
  ) => Promise<Result>;
}

/** How many operations that aren't known yet may be asked. */
export interface UnplannedLimits {
  /** Of one caller. */
  readonly unplannedPerMinute: number;
  readonly unplannedPerMinuteInAll: number;
}

/**
 * Creates the budget of operations that have to be parsed, validated, authorized, pruned and planned for the
 * first time: that costs a hundred times what a known one does. A caller who has spent their own share takes
 * nothing of that of all. The work waits in a lane that leaves most of the thread to requests whose operations are
 * known.
 */
export function createUnplannedBudget(limits: UnplannedLimits): UnplannedBudget {
  const admitCaller = limitCallers(limits.unplannedPerMinute, 60);
  const admitAny = limitAll(limits.unplannedPerMinuteInAll, 60);
  const lane = createSlowLane();
  const counted = new WeakMap<RequestContext, number>();
  return {
    run: async (context, work, fields = 1) => {
      const before = counted.get(context) ?? 0;
      const weight = Math.min(MAX_WEIGHT, Math.ceil(fields / FIELDS_PER_OPERATION)) - before;
      if (weight > 0) {
        counted.set(context, before + weight);
        const own = await admitCaller(context.caller, weight);
        if (!own.ok || !(await admitAny(weight)).ok) throw new GatewayError('UNPLANNED_BUDGET');
      }
      return lane.run(callerKey(context.caller), work);
    },
  };
}

/** What an ordinary operation selects at most; larger ones take as many times the work. */
const FIELDS_PER_OPERATION = 100;

/** What the largest operation counts for, so that it can be asked at all. */
const MAX_WEIGHT = 20;
