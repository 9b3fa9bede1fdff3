import type { DependencyStates } from '../../platform/dependency-states.ts';
import { createFirstUse, type IsFirstUse } from '../../platform/rates/first-use.ts';
import { createLimiter, type Limiter } from '../../platform/rates/limiter.ts';
import { createRememberedIds, type RememberedIds } from '../../platform/rates/remembered-ids.ts';
import type { LimitsConfig } from './limits-config.ts';
import { openLimitStore } from './store/open-limit-store.ts';

/** The counts that bound callers over several requests. */
export interface CallerLimits {
  /** Counts over all gateways that share a store. */
  readonly limiter: Limiter;
  /** Counts in this gateway alone. */
  readonly ownLimiter: Limiter;
  /** Whether an id is used for the first time at all gateways that share a store. */
  readonly isFirstUse: IsFirstUse;
  /** Ids that all gateways with the store remember; null without one. */
  readonly rememberedIds: RememberedIds | null;
  /** Whether requests can be counted; those that cannot are refused. */
  readonly canCount: () => boolean;
  readonly close: () => Promise<void>;
}

/** Opens the counts, with their store if one is configured. Throws as {@link openLimitStore} does. */
export async function openCallerLimits(
  limits: LimitsConfig,
  dependencyStates: Pick<DependencyStates, 'note'>,
): Promise<CallerLimits> {
  const store = await openLimitStore(limits.store, dependencyStates);
  return {
    limiter: createLimiter(store),
    ownLimiter: createLimiter(),
    isFirstUse: createFirstUse(store),
    rememberedIds: store && createRememberedIds(store),
    canCount: () => store?.isReady() ?? true,
    close: async () => {
      await store?.close();
    },
  };
}
