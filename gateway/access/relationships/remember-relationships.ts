import { LRUCache } from 'lru-cache';
import type { Relationship, Relationships } from '../../../directives/operation/relationship.ts';

/** What a source said of callers and patients, for seconds. */
export interface RememberedRelationships {
  /** Of each patient: null where the source knows of none; undefined where it has to be asked. */
  readonly recall: (caller: string) => (patient: string) => Relationship | null | undefined;
  /** An answer about all of the patients, and when it was asked for, so that none is older than it may be. */
  readonly remember: (
    caller: string,
    answer: {
      readonly patients: readonly string[];
      readonly relationships: Relationships;
      readonly asked: number;
    },
  ) => void;
}

interface Entry {
  readonly said: Relationship | null;
  readonly until: number;
}

/**
 * Remembers answers by caller and patient, {@link MAX_ENTRIES} at most: past that, who was away longest is
 * forgotten. `clock` gives milliseconds and never goes back.
 */
export function rememberRelationships(
  seconds: number,
  clock: () => number,
): RememberedRelationships {
  const callers = new LRUCache<string, Map<string, Entry>>({
    maxSize: MAX_ENTRIES,
    sizeCalculation: (entries) => Math.max(1, entries.size),
  });
  return {
    recall: (caller) => {
      const entries = callers.get(caller);
      const now = clock();
      return (patient) => {
        const entry = entries?.get(patient);
        return entry !== undefined && now < entry.until ? entry.said : undefined;
      };
    },
    remember: (caller, { patients, relationships, asked }) => {
      if (seconds === 0) return;
      const until = asked + seconds * 1_000;
      const entries = callers.get(caller) ?? new Map<string, Entry>();
      for (const patient of patients)
        entries.set(patient, { said: relationships.get(patient) ?? null, until });
      // Set anew, so that it is counted with what it has grown by.
      callers.delete(caller);
      callers.set(caller, entries);
    },
  };
}

const MAX_ENTRIES = 100_000;
