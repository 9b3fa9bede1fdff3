import { categorySet } from '../../../directives/operation/category-set.ts';
import { reachOf, type Reach } from '../../../directives/operation/reach.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { AuthorizationOptions } from './authorization-options.ts';

/** Returns the reach of a caller's roles, claims, purpose and grant, before relationships are resolved. */
export type CallerReach = (context: RequestContext) => Reach;

/**
 * Creates the computation of a caller's reach. A result is reused as long as the caller's claims are remembered: all
 * requests with one token share one claims object.
 */
export function createCallerReach(authorization: AuthorizationOptions): CallerReach {
  const reaches = new WeakMap<RequestContext['caller']['patients'], Map<string, Reach>>();
  return (context) => {
    const { caller, purpose, breakGlass } = context;
    const ofClaims = reaches.get(caller.patients) ?? new Map<string, Reach>();
    reaches.set(caller.patients, ofClaims);
    const key = JSON.stringify([caller.roles, caller.ownPatient, purpose, breakGlass?.patient]);
    const reach = ofClaims.get(key) ?? reachOfCaller(authorization, context);
    if (ofClaims.size < MAX_REMEMBERED) ofClaims.set(key, reach);
    return reach;
  };
}

/** Combinations of roles, purpose and grant that are remembered for one claims object. */
const MAX_REMEMBERED = 32;

function reachOfCaller(
  authorization: AuthorizationOptions,
  { caller, purpose, breakGlass }: RequestContext,
): Reach {
  return reachOf({
    roles: caller.roles,
    kinds: authorization.reach,
    claims: caller.patients,
    ownPatient: caller.ownPatient,
    breakGlass: breakGlass && {
      patient: breakGlass.patient,
      roles: authorization.breakGlassRoles,
    },
    requiresConsent: authorization.consent,
    closedByPurpose: categorySet(
      [...authorization.purposes].flatMap(([category, purposes]) =>
        purpose !== null && purposes.has(purpose) ? [] : [category],
      ),
    ),
  });
}
