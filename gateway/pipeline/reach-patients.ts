import { categorySet } from '../../directives/operation/category-set.ts';
import { canReach } from '../../directives/operation/find-effective-roles.ts';
import { reachOf, withRelationships, type Reach } from '../../directives/operation/reach.ts';
import type { Relationship } from '../../directives/operation/relationship.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { Fetched } from './execution/inner-gateway.ts';
import type { AuthorizationOptions } from './authorization-options.ts';
import type { RequestPath } from './request-path.ts';

/** Tells the reach that a caller's roles, claims, purpose and grant give, before any relationship is known. */
export type CallerReach = (context: RequestContext) => Reach;

/**
 * Works a caller's reach out once for as long as their claims are remembered, and not once a request: the
 * claims of a token are one object for all requests that present it.
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

/** A caller with more purposes and grants than that gains nothing from being remembered. */
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
 * The same reach, with what the relationship source says of some patients: asked once, in one question, about
 * those of whom it hasn't spoken yet and whom a role of the caller could reach. Of whom it doesn't speak, nobody
 * vouches.
 */
export async function askRelationships(
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

/** The reach of a request once it is known whose objects have come. */
export function reachFetched(
  { parts, request, decided, graph }: RequestPath,
  { data }: Fetched,
): Promise<Reach> {
  const { reach } = decided;
  const { context } = request;
  const patients = reach.needsRelationships ? graph.patientsIn(data) : [];
  return askRelationships(parts.relationships, reach, { context, patients });
}
