import { z } from 'zod';
import type { QuerySubgraph } from './query-subgraph.ts';

/** The relationship of a practitioner and a patient, as the gateway gets it. */
export interface PatientRelation {
  readonly patient: string;
  readonly treated: boolean;
  readonly deniesActor: boolean;
}

const RELATED = z.object({
  careRelationships: z.array(
    z.object({ patient: z.string(), treated: z.boolean(), deniesActor: z.boolean() }),
  ),
});

/** Queries how a practitioner is related to each of some patients; empty if the subgraph does not answer. */
export async function queryRelations(
  practitioner: string,
  patients: readonly string[],
  queryEncounters: QuerySubgraph,
): Promise<readonly PatientRelation[]> {
  const query = `query ($practitioner: ID, $patients: [ID!]!) {
    careRelationships(practitioner: $practitioner, patients: $patients) {
      patient treated deniesActor
    }
  }`;
  const found = RELATED.safeParse(await queryEncounters(query, { practitioner, patients }));
  return found.data?.careRelationships ?? [];
}
