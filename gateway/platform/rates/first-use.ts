import type { SharedCounters } from './shared-counters.ts';

/** Whether an id is used for the first time within some seconds, at any gateway. It counts this use. */
export type IsFirstUse = (id: string, seconds: number) => Promise<boolean>;

/** Creates the check by what gateways share; without a store, or while it fails, every use counts as the first one. */
export function createFirstUse(shared: SharedCounters | null): IsFirstUse {
  return async (id, seconds) => {
    if (shared === null) return true;
    const uses = await shared.add(JSON.stringify(['use', id]), 1, seconds);
    return uses === null || uses.total <= 1;
  };
}
