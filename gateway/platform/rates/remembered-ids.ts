import type { SharedCounters } from './shared-counters.ts';

/** Remembers ids for all gateways that share a store, also over a restart. Rejects with `NOT_READY` while the store fails. */
export interface RememberedIds {
  readonly set: (id: readonly string[], seconds: number) => Promise<void>;
  readonly has: (id: readonly string[]) => Promise<boolean>;
}

/** Keeps the ids as counts in a store. */
export function createRememberedIds({ required }: Pick<SharedCounters, 'required'>): RememberedIds {
  return {
    set: async (id, seconds) => {
      await required.add(nameOf(id), 1, seconds);
    },
    has: async (id) => (await required.read(nameOf(id))).total > 0,
  };
}

function nameOf(id: readonly string[]): string {
  return JSON.stringify(['remembered', ...id]);
}
