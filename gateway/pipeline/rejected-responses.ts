import type { RelationshipSource } from '../access/relationships/relationship-source.ts';

/** The subgraphs of which a response was rejected during one request. Each record of the request names those so far. */
export interface RejectedResponses {
  readonly add: (subgraph: string) => void;
  /** Sorted, each once. */
  readonly list: () => readonly string[];
}

/** Creates the list of one request. */
export function createRejectedResponses(): RejectedResponses {
  const subgraphs: string[] = [];
  return {
    add: (subgraph) => void subgraphs.push(subgraph),
    list: () => (subgraphs.length === 0 ? subgraphs : [...new Set(subgraphs)].toSorted()),
  };
}

/** Adds rejected responses about relationships to the list. */
export function noteRejectedLookups(
  source: RelationshipSource | null,
  { add }: RejectedResponses,
): RelationshipSource | null {
  if (source === null) return null;
  return {
    ...source,
    relate: async (context, patients) => {
      const lookup = await source.relate(context, patients);
      if (lookup.rejectedOf !== null) add(lookup.rejectedOf);
      return lookup;
    },
  };
}
