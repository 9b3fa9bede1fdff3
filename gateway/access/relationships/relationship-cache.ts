import { LRUCache } from 'lru-cache';
import type { Relationship, Relationships } from '../../../directives/operation/relationship.ts';

/** The relationships that a source returned, for some seconds. */
export interface RelationshipCache {
  /**
   * Returns a function that reads the relationship of the caller to a patient: null if the source did not list the
   * patient; undefined if the relationship is not cached.
   */
  readonly readerFor: (caller: string) => (patient: string) => Relationship | null | undefined;
  /** Caches the relationships to all of the patients from the time of the query. */
  readonly set: (
    caller: string,
    answer: {
      readonly patients: readonly string[];
      readonly relationships: Relationships;
      /** When the query was sent. */
      readonly since: number;
    },
  ) => void;
}

interface Entry {
  readonly relationship: Relationship | null;
  readonly until: number;
}

/**
 * Creates a cache by caller and patient of at most {@link MAX_ENTRIES}; the least recently used callers are evicted.
 * `now` is monotonic, in ms.
 */
export function createRelationshipCache(seconds: number, now: () => number): RelationshipCache {
  const callers = new LRUCache<string, Map<string, Entry>>({
    maxSize: MAX_ENTRIES,
    sizeCalculation: (entries) => Math.max(1, entries.size),
  });
  return {
    readerFor: (caller) => {
      const entries = callers.get(caller);
      const at = now();
      return (patient) => {
        const entry = entries?.get(patient);
        return entry !== undefined && at < entry.until ? entry.relationship : undefined;
      };
    },
    set: (caller, { patients, relationships, since }) => {
      if (seconds === 0) return;
      const until = since + seconds * 1_000;
      const entries = callers.get(caller) ?? new Map<string, Entry>();
      for (const patient of patients)
        entries.set(patient, { relationship: relationships.get(patient) ?? null, until });
      // Deleted and set again, so that the cache counts its new size.
      callers.delete(caller);
      callers.set(caller, entries);
    },
  };
}

const MAX_ENTRIES = 100_000;
