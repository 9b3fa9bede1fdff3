import { canReach } from '../../../directives/operation/find-effective-roles.ts';
import { withRelationships, type Reach } from '../../../directives/operation/reach.ts';
import type { Relationship } from '../../../directives/operation/relationship.ts';
import type { PatientFinder } from '../../../directives/release/patients-in.ts';
import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/**
 * Adds the relationships of some patients to a reach. One call asks the source about every patient whose relationship is
 * unknown, if some answer could make a role of the caller count for that patient. `relate` returns no entry for a patient
 * that the source does not list: that patient has no relationship to the caller.
 */
export async function resolveRelationships(
  source: RelationshipSource | null,
  reach: Reach,
  { context, patients }: { readonly context: RequestContext; readonly patients: readonly string[] },
): Promise<Reach> {
  // Without a source no role reaches a patient by care team.
  if (!reach.needsRelationships || source === null) return reach;
  const unknown = patients.filter(
    (patient) => !reach.relationships.has(patient) && canReach(reach, patient),
  );
  if (unknown.length === 0) return reach;
  const { relationships } = await source.relate(context, unknown);
  return withRelationships(
    reach,
    new Map<string, Relationship>([...reach.relationships, ...relationships]),
  );
}

/** Adds the relationships of the patients whose objects were fetched. */
export function resolveRelationshipsOfFetched(
  {
    relationships,
    graph,
  }: {
    readonly relationships: RelationshipSource | null;
    readonly graph: { readonly patientsIn: PatientFinder };
  },
  {
    context,
    data,
    reach,
  }: { readonly context: RequestContext; readonly data: object; readonly reach: Reach },
): Promise<Reach> {
  const patients = reach.needsRelationships ? graph.patientsIn(data) : [];
  return resolveRelationships(relationships, reach, { context, patients });
}
