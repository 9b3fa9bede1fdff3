import type { CaseSources } from './case-sources.ts';
import { LRUCache } from 'lru-cache';
import type { TreeAt } from '../index/prove-leaves.ts';
import { earliestAffectedTime } from './earliest-affected-time.ts';
import { identifyIndex } from '../index/identify-index.ts';
import { DAY_MS, type DayFindings } from './find-day.ts';

/** The findings of days, kept in memory for some minutes. */
export interface DayCache {
  /**
   * Drops every finding that does not hold in this tree: days with newer records, and all days after an erasure, a
   * pruning or a revoked release, or for another index.
   */
  open(sources: CaseSources, tree: TreeAt): Promise<CachedDays>;
  /** Drops everything. */
  forget(): void;
}

/** The cached days of one query. `about` holds everything else that findings depend on. */
export interface CachedDays {
  get(day: number, about: string): DayFindings | undefined;
  /** Caches a day, unless the ledger does not prove some of it, or a later query has opened the cache meanwhile. */
  keep(day: number, about: string, found: DayFindings): void;
}

/** A cache that keeps nothing. */
export const NO_DAY_CACHE: DayCache = Object.freeze({
  open: () => Promise.resolve({ get: () => undefined, keep: () => undefined }),
  forget: () => undefined,
});

/** Pairs and accesses that are kept: about 60 MB. */
const MAX = 400_000;

/** Findings name patients, so they stay in memory no longer than this. */
const MINUTES = 15;

/** Creates it. All reviewers see the same cases, so they share one cache. It holds no facts from the graph. */
export function createDayCache(): DayCache {
  const kept = new LRUCache<string, { readonly day: number; readonly found: DayFindings }>({
    maxSize: MAX,
    sizeCalculation: ({ found }) => weightOf(found),
    ttl: MINUTES * 60_000,
    ttlAutopurge: true,
  });
  let place: Place | null = null;
  return {
    async open({ index, reader }, tree) {
      const identity = await identifyIndex(index);
      const before = place;
      const since =
        before !== null && before.identity === identity && before.tree.size <= tree.size
          ? await earliestAffectedTime(reader, before.tree.size, tree.size)
          : -Infinity;
      const isOther = before?.tree.size === tree.size && !before.tree.root.equals(tree.root);
      const isChanged = ({ day }: { readonly day: number }) => isOther || day + DAY_MS > since;
      const changed = [...kept.entries()].filter(([, each]) => isChanged(each));
      for (const [key] of changed) kept.delete(key);
      const own: Place = { identity, tree };
      place = own;
      return {
        get: (day, about) => kept.get(keyOf(day, about))?.found,
        keep(day, about, found) {
          // A later query may have dropped this day before it was found.
          if (place !== own || found.refused.length > 0) return;
          kept.set(keyOf(day, about), { day, found });
        },
      };
    },
    forget() {
      kept.clear();
    },
  };
}

/** The index and the tree that the findings hold for. */
interface Place {
  readonly identity: string;
  readonly tree: TreeAt;
}

function keyOf(day: number, about: string): string {
  return `${day} ${about}`;
}

function weightOf({ pairs, groups, volumes }: DayFindings): number {
  const seen = [...groups, ...volumes].reduce((sum, { accesses }) => sum + accesses.length, 0);
  return 1 + pairs.length + seen;
}
