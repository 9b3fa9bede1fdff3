import type { PurposeConfig } from './purpose-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { Caller } from '../../platform/caller.ts';

/** The purpose of use of a request, and its caller with the roles that may act for it. */
export interface StatedPurpose {
  readonly caller: Caller;
  /** A code of v3-PurposeOfUse; null where purposes are not configured and the request is not an emergency. */
  readonly purpose: string | null;
}

/** The purpose that a request states outside its token. */
export interface PurposeClaims {
  /** Each `x-purpose-of-use` header, as sent. */
  readonly headers: readonly string[];
  /** The purpose of break-glass; null for other requests, and where break-glass has no purpose. */
  readonly emergency: string | null;
}

/**
 * Resolves the purpose of use of a request: the purpose of break-glass, else the header's, else the only one of the
 * token, else the default. The purposes of a token, where it names any, bound all of them. The caller keeps only the
 * roles that may act for the purpose. Without a configuration, token and header are ignored.
 *
 * @throws GatewayError `PURPOSE_REQUIRED` where no purpose is stated; `PURPOSE_NOT_ALLOWED` where it is unknown, stated
 * twice, in a header that is not configured, not the purpose of break-glass, not in the token, or for none of the roles.
 */
export function statePurpose(
  caller: Caller,
  claims: PurposeClaims,
  config: PurposeConfig | null,
): StatedPurpose {
  if (config === null) return { caller, purpose: claims.emergency };
  const purpose = choosePurpose(caller.purposes, claims, config);
  return { caller: actingFor(purpose, caller, config), purpose };
}

function choosePurpose(
  tokenPurposes: readonly string[] | null,
  { headers, emergency }: PurposeClaims,
  config: PurposeConfig,
): string {
  const [header, ...others] = headers;
  // A stated purpose is binding, so a header that is not configured is refused instead of ignored.
  if (others.length > 0 || (header !== undefined && !config.header)) throw notAllowed();
  if (header !== undefined && emergency !== null && header !== emergency) throw notAllowed();
  const stated = emergency ?? header ?? onlyOne(tokenPurposes) ?? config.default;
  if (stated === null) throw new GatewayError('PURPOSE_REQUIRED');
  if (tokenPurposes === null || tokenPurposes.includes(stated)) return stated;
  // The default is not in the token, and the request states no other purpose.
  throw header === undefined && emergency === null
    ? new GatewayError('PURPOSE_REQUIRED')
    : notAllowed();
}

/** Several purposes in a token leave the choice open. */
function onlyOne(tokenPurposes: readonly string[] | null): string | null {
  const [only, ...more] = tokenPurposes ?? [];
  return only !== undefined && more.length === 0 ? only : null;
}

/**
 * Returns the caller with the roles that may act for a purpose, and the patients of these roles. No role acts for an
 * unknown code, so a request that states one is refused.
 */
function actingFor(purpose: string, caller: Caller, config: PurposeConfig): Caller {
  const counts = (role: string) => config.roles.get(role)?.has(purpose) === true;
  const roles = caller.roles.filter(counts);
  if (roles.length === 0) throw notAllowed();
  // Unchanged claims stay the same object, because reach is cached by it.
  const patients = [...caller.patients.keys()].every(counts)
    ? caller.patients
    : new Map([...caller.patients].filter(([role]) => counts(role)));
  return Object.freeze({ ...caller, roles: Object.freeze(roles), patients });
}

function notAllowed(): GatewayError {
  return new GatewayError('PURPOSE_NOT_ALLOWED');
}
