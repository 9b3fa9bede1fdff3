import { LRUCache } from 'lru-cache';
import { growTo } from '../grow-to.ts';
import type { SharedCounters } from './shared-counters.ts';

/** Whether an id is used for the first time within some seconds. It remembers this use. */
export type IsFirstUse = (id: string, seconds: number) => Promise<boolean>;

/** Ids that are remembered, about 200 MB: 7,000 proofs of possession a second for as long as each is valid. */
const MAX_REMEMBERED = 1_000_000;

/**
 * Creates the check. It remembers ids in this process's memory, the latest {@link MAX_REMEMBERED}, and counts uses in what
 * gateways share. Without a store, only the uses at this gateway count. While a store fails, it rejects with `NOT_READY`: an
 * id that was used at another gateway must not be accepted here.
 */
export function createFirstUse(
  shared: Pick<SharedCounters, 'required'> | null,
  maxRemembered = MAX_REMEMBERED,
): IsFirstUse {
  const used = new LRUCache<string, true>(growTo(maxRemembered));
  return async (id, seconds) => {
    if (used.has(id)) return false;
    used.set(id, true, { ttl: seconds * 1_000 });
    if (shared === null) return true;
    const uses = await shared.required.add(JSON.stringify(['use', id]), 1, seconds);
    return uses.total <= 1;
  };
}
