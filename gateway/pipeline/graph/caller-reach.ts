import { categorySet } from '../../../directives/operation/category-set.ts';
import type { compileScopes } from '../../../directives/operation/compile-scopes.ts';
import { reachOf, type Reach, type ScopeLimit } from '../../../directives/operation/reach.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { AuthorizationOptions } from './authorization-options.ts';

/** Returns the reach of a caller's roles, claims, scopes, purpose and grant, before relationships are resolved. */
export type CallerReach = (context: RequestContext) => Reach;

/**
 * Creates the computation of a caller's reach. A result is reused as long as the caller's claims are remembered: all
 * requests with one token share one claims object.
 */
export function createCallerReach(
  authorization: AuthorizationOptions,
  scopes: CompiledScopes,
): CallerReach {
  const reaches = new WeakMap<RequestContext['caller']['patients'], Map<string, Reach>>();
  return (context) => {
    const { caller, purpose, breakGlass } = context;
    const ofClaims = reaches.get(caller.patients) ?? new Map<string, Reach>();
    reaches.set(caller.patients, ofClaims);
    const key = JSON.stringify([
      caller.roles,
      caller.ownPatient,
      purpose,
      breakGlass?.patient,
      caller.smart?.scopes,
      caller.smart?.levels.map(({ onlyPatient }) => onlyPatient),
    ]);
    const reach = ofClaims.get(key) ?? reachOfCaller(authorization, scopes, context);
    if (ofClaims.size < MAX_REMEMBERED) ofClaims.set(key, reach);
    return reach;
  };
}

/** Combinations of roles, purpose and grant that are remembered for one claims object. */
const MAX_REMEMBERED = 32;

/** Issuer → what scopes of its tokens admit of the graph. */
type CompiledScopes = ReadonlyMap<string, ReturnType<typeof compileScopes>>;

function reachOfCaller(
  authorization: AuthorizationOptions,
  scopes: CompiledScopes,
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
    scoped: scopeLimits(caller, scopes),
  });
}

/**
 * The roles of each level of scopes, as far as they count for the purpose of use. Null for a caller whose issuer has no
 * table of scopes.
 */
function scopeLimits(
  { issuer, roles, smart }: RequestContext['caller'],
  scopes: CompiledScopes,
): readonly ScopeLimit[] | null {
  if (smart === null) return null;
  const accessOf = scopes.get(issuer);
  // Without the table that interprets them, scopes allow nothing.
  if (accessOf === undefined) return [];
  return smart.levels.map(({ roles: ofLevel, onlyPatient, granted }) => ({
    roles: ofLevel.filter((role) => roles.includes(role)),
    onlyPatient,
    access: accessOf(granted),
  }));
}
