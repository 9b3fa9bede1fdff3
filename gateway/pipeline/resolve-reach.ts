import { categorySet } from '../../directives/operation/category-set.ts';
import { canReach } from '../../directives/operation/find-effective-roles.ts';
import { reachOf, withRelationships, type Reach } from '../../directives/operation/reach.ts';
import type { Relationship } from '../../directives/operation/relationship.ts';
import type { PatientFinder } from '../../directives/release/patients-in.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { AuthorizationOptions } from './authorization-options.ts';

/** Returns the reach of a caller's roles, claims, purpose and grant, before relationships are resolved. */
export type CallerReach = (context: RequestContext) => Reach;

/**
 * Creates the computation of a caller's reach. A result is reused as long as the caller's claims are remembered: all
 * requests with one token share one claims object.
 */
export function createCallerReach(authorization: AuthorizationOptions): CallerReach {
  const known = new WeakMap<RequestContext['caller']['patients'], Map<string, Reach>>();
  return (context) => {
    const { caller, purpose, breakGlass } = context;
    const ofClaims = known.get(caller.patients) ?? new Map<string, Reach>();
    known.set(caller.patients, ofClaims);
    const key = JSON.stringify([caller.roles, caller.own, purpose, breakGlass?.patient]);
    const reach = ofClaims.get(key) ?? reachOfCaller(authorization, context);
    if (ofClaims.size < MAX_REMEMBERED) ofClaims.set(key, reach);
    return reach;
  };
}

/** Purposes and grants of one caller that are remembered. */
const MAX_REMEMBERED = 32;

function reachOfCaller(
  authorization: AuthorizationOptions,
  { caller, purpose, breakGlass }: RequestContext,
): Reach {
  return reachOf({
    roles: caller.roles,
    kinds: authorization.reach,
    claims: caller.patients,
    own: caller.own,
    breakGlass: breakGlass && {
      patient: breakGlass.patient,
      roles: authorization.breakGlassRoles,
    },
    consent: authorization.consent,
    withheld: categorySet(
      [...authorization.purposes].flatMap(([category, purposes]) =>
        purpose !== null && purposes.has(purpose) ? [] : [category],
      ),
    ),
  });
}

/**
 * Adds the relationships of some patients to a reach. One call asks the source about every patient whose relationship
 * is unknown and who is within reach of a role of the caller. A patient that the source does not list has no relationship.
 */
export async function resolveRelationships(
  source: RelationshipSource | null,
  reach: Reach,
  { context, patients }: { readonly context: RequestContext; readonly patients: readonly string[] },
): Promise<Reach> {
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
export function resolveFetchedReach(
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
