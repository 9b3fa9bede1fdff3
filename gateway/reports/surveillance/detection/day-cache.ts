import type { CaseSources } from '../recorded/case-sources.ts';
import { LRUCache } from 'lru-cache';
import type { TreeAt } from '../../index/prove-leaves.ts';
import { earliestAffectedTime } from './earliest-affected-time.ts';
import { identifyIndex } from '../../index/identify-index.ts';
import type { DayAccesses, DayVolumes } from './find-day.ts';
import { DAY_MS } from '../../../platform/durations.ts';

/** Caches the findings of days, in memory only and for a few minutes. */
export interface DayCache {
  /**
   * Opens the cache for the current tree. Drops the days with new records since the last call. Drops all days if an
   * earlier record was erased, pruned or declared unreleased, or if the index was rebuilt.
   */
  open(sources: CaseSources, tree: TreeAt): Promise<CachedDays>;
  /** Drops all days. */
  forget(): void;
}

/** What is cached of a day: each part depends on other settings. */
export type DayPart = DayAccesses | DayVolumes;

/** The cached days of one query. `key` is everything that a part depends on besides the day. */
export interface CachedDays {
  get(day: number, key: string): DayPart | undefined;
  /** Adds a part, unless some of its rows were refused or another query has opened the cache meanwhile. */
  keep(day: number, key: string, found: DayPart): void;
}

/** A cache that keeps nothing. */
export const NO_DAY_CACHE: DayCache = Object.freeze({
  open: () => Promise.resolve({ get: () => undefined, keep: () => undefined }),
  forget: () => undefined,
});

/** Returns a cache that gives what another one has, and adds nothing to it. */
export function readOnly(cache: DayCache): DayCache {
  return {
    async open(sources, tree) {
      const days = await cache.open(sources, tree);
      return { get: (day, key) => days.get(day, key), keep: () => undefined };
    },
    forget() {
      cache.forget();
    },
  };
}

/** Most pairs plus accesses in the cache: about 60 MB. */
const MAX_WEIGHT = 400_000;

/** Findings hold PHI, and stay in memory no longer than this. */
const MAX_AGE_MINUTES = 15;

/**
 * Creates a cache. All callers who may read cases see the same ones and share it. It holds no facts about people that
 * subgraphs returned.
 */
export function createDayCache(): DayCache {
  const kept = new LRUCache<string, { readonly day: number; readonly found: DayPart }>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: ({ found }) => weightOf(found),
    ttl: MAX_AGE_MINUTES * 60_000,
    ttlAutopurge: true,
  });
  let current: CachedTree | null = null;
  return {
    async open({ index, reader }, tree) {
      const identity = await identifyIndex(index);
      const before = current;
      // Days that end after this time are dropped; -Infinity drops all.
      const staleFrom =
        before !== null && before.identity === identity && before.tree.size <= tree.size
          ? await earliestAffectedTime(reader, before.tree.size, tree.size)
          : -Infinity;
      // The same number of records with another root: the ledger was replaced.
      const isOtherTree = before?.tree.size === tree.size && !before.tree.root.equals(tree.root);
      const isStale = ({ day }: { readonly day: number }) =>
        isOtherTree || day + DAY_MS > staleFrom;
      const stale = [...kept.entries()].filter(([, each]) => isStale(each));
      for (const [id] of stale) kept.delete(id);
      const own: CachedTree = { identity, tree };
      current = own;
      return {
        get: (day, key) => kept.get(`${day} ${key}`)?.found,
        keep(day, key, found) {
          // Another query may have dropped this day because of records that these findings don't include.
          if (current !== own || found.refused.length > 0) return;
          kept.set(`${day} ${key}`, { day, found });
        },
      };
    },
    forget() {
      kept.clear();
    },
  };
}

/** The index and the tree that the cached days are valid for. */
interface CachedTree {
  readonly identity: string;
  readonly tree: TreeAt;
}

function weightOf(found: DayPart): number {
  const isAccesses = found.kind === 'accesses';
  const cases = isAccesses ? found.groups : found.volumes;
  const seen = cases.reduce((sum, { accesses }) => sum + accesses.length, 0);
  return 1 + seen + (isAccesses ? found.pairs.length : 0);
}
