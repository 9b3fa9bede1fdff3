import { LRUCache } from 'lru-cache';
import type { Relationship } from '../../directives/operation/relationship.ts';

/** What a source said of callers and patients, for seconds. */
export interface RememberedRelationships {
  /** Null where the source knows of none; undefined where it has to be asked. */
  readonly recall: (caller: string, patient: string) => Relationship | null | undefined;
  /** `asked`: when the source was asked, so that no answer is older than it may be. */
  readonly remember: (entry: {
    readonly caller: string;
    readonly patient: string;
    readonly relationship: Relationship | null;
    readonly asked: number;
  }) => void;
}

/**
 * Remembers answers by caller and patient. `caller` is a digest of fixed length, so that no two pairs are one
 * key. `clock` gives milliseconds and never goes back.
 */
export function rememberRelationships(
  seconds: number,
  clock: () => number,
): RememberedRelationships {
  if (seconds === 0) return { recall: () => undefined, remember: () => undefined };
  const entries = new LRUCache<string, { readonly said: Relationship | null; until: number }>({
    max: MAX_ENTRIES,
  });
  return {
    recall: (caller, patient) => {
      const entry = entries.get(caller + patient);
      return entry !== undefined && clock() < entry.until ? entry.said : undefined;
    },
    remember: ({ caller, patient, relationship, asked }) =>
      void entries.set(caller + patient, { said: relationship, until: asked + seconds * 1_000 }),
  };
}

const MAX_ENTRIES = 100_000;
