import type { CaseSources } from './case-sources.ts';
import { LRUCache } from 'lru-cache';
import type { TreeAt } from '../index/prove-leaves.ts';
import { earliestAffectedTime } from './earliest-affected-time.ts';
import { identifyIndex } from '../index/identify-index.ts';
import { DAY_MS, type DayFindings } from './find-day.ts';

/** What was found of days, held in memory alone and for some minutes. */
export interface DayCache {
  /**
   * What is remembered still holds in this tree: days that the ledger has told of since are forgotten, and all
   * of them where something before was erased, pruned or taken back, or the index is another one.
   */
  open(sources: CaseSources, tree: TreeAt): Promise<CachedDays>;
  /** Forgets everything. */
  forget(): void;
}

/** The days of one question. `about` is everything that a day is found by. */
export interface CachedDays {
  get(day: number, about: string): DayFindings | undefined;
  /** Remembers a day, unless the ledger doesn't bear some of it out, or has been looked at again meanwhile. */
  keep(day: number, about: string, found: DayFindings): void;
}

/** Remembers nothing. */
export const NO_DAY_CACHE: DayCache = Object.freeze({
  open: () => Promise.resolve({ get: () => undefined, keep: () => undefined }),
  forget: () => undefined,
});

/** Pairs, and what was seen, that are held at a time: some 60 MB. */
const MOST = 400_000;

/** Whose records somebody opened stays in memory no longer than this after it was found. */
const MINUTES = 15;

/**
 * Creates it. All who may ask for cases see the same ones, so that one memory serves them. It holds nothing that
 * the graph told of people.
 */
export function createDayCache(): DayCache {
  const kept = new LRUCache<string, { readonly day: number; readonly found: DayFindings }>({
    maxSize: MOST,
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
          // What another question has met since may have changed this day before it was found.
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

/** Of which index, and how far it was, what is remembered holds. */
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
