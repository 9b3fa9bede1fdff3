import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';

/** The relationship source of one request, and the subgraphs of which it has rejected responses so far. */
export interface FollowedRelationships {
  /** Null where no source is configured. */
  readonly source: RelationshipSource | null;
  /** Names of subgraphs, each once. */
  readonly rejected: () => readonly string[];
}

/** Follows the lookups of one request, so that its record can name the responses that were rejected. */
export function followRelationships(source: RelationshipSource | null): FollowedRelationships {
  if (source === null) return NO_SOURCE;
  const rejected = new Set<string>();
  return {
    source: {
      ...source,
      relate: async (context, patients) => {
        const lookup = await source.relate(context, patients);
        if (lookup.rejectedOf !== null) rejected.add(lookup.rejectedOf);
        return lookup;
      },
    },
    rejected: () => [...rejected],
  };
}

const NO_SOURCE: FollowedRelationships = { source: null, rejected: () => [] };
