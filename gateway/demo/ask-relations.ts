import { z } from 'zod';
import type { AskSubgraph } from './ask-subgraph.ts';

/** How a practitioner and a patient are related, as the gateway is told. */
export interface Relation {
  readonly patient: string;
  readonly treated: boolean;
  readonly deniesActor: boolean;
}

const RELATED = z.object({
  careRelationships: z.array(
    z.object({ patient: z.string(), treated: z.boolean(), deniesActor: z.boolean() }),
  ),
});

/** Asks how a practitioner is related to each of some patients; nothing where nobody can tell. */
export async function askRelations(
  practitioner: string,
  patients: readonly string[],
  askEncounters: AskSubgraph,
): Promise<readonly Relation[]> {
  const query = `query ($practitioner: ID, $patients: [ID!]!) {
    careRelationships(practitioner: $practitioner, patients: $patients) {
      patient treated deniesActor
    }
  }`;
  const found = RELATED.safeParse(await askEncounters(query, { practitioner, patients }));
  return found.data?.careRelationships ?? [];
}
