import type { FailingParts } from '../../platform/failing-parts.ts';
import { createRateLimit, type RateLimit } from '../../platform/rates/create-rate-limit.ts';
import { createFirstUse, type IsFirstUse } from '../../platform/rates/first-use.ts';
import { createLimiter, type Limiter } from '../../platform/rates/limiter.ts';
import { createUnplannedBudget, type UnplannedBudget } from './create-unplanned-budget.ts';
import { rateLimitsOf } from './limits-by-role.ts';
import type { LimitsConfig } from './limits-config.ts';
import { openLimitStore } from './store/open-limit-store.ts';

/** What bounds callers over several requests, in this gateway or over all that share a store. */
export interface CallerLimits {
  readonly limiter: Limiter;
  readonly rateLimit: RateLimit;
  readonly unplannedBudget: UnplannedBudget;
  readonly isFirstUse: IsFirstUse;
  /** Whether requests can be counted; those that cannot are refused. */
  readonly canCount: () => boolean;
  readonly close: () => Promise<void>;
}

/** Opens the limits, with their store if one is configured. Throws as {@link openLimitStore} does. */
export async function openCallerLimits(
  limits: LimitsConfig,
  failingParts: Pick<FailingParts, 'note'>,
): Promise<CallerLimits> {
  const store = await openLimitStore(limits.store, failingParts);
  const limiter = createLimiter(store);
  return {
    limiter,
    rateLimit: createRateLimit(rateLimitsOf(limits), limiter),
    unplannedBudget: createUnplannedBudget(limits),
    isFirstUse: createFirstUse(store),
    canCount: () => store?.isReady() ?? true,
    close: async () => {
      await store?.close();
    },
  };
}
