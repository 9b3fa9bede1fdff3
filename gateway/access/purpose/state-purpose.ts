import type { PurposeConfig } from './purpose-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { Caller } from '../../platform/caller.ts';

/** What a request is made for, and its caller with the roles that may act for it. */
export interface StatedPurpose {
  readonly caller: Caller;
  /** A code of v3-PurposeOfUse; null where purposes of use are not configured, but for an emergency's. */
  readonly purpose: string | null;
}

/** What a request says of its purpose beside its token. */
export interface PurposeClaims {
  /** Each `x-purpose-of-use` header, as sent. */
  readonly headers: readonly string[];
  /** The purpose of what is asked in an emergency; null for everything else, or where it has none of its own. */
  readonly emergency: string | null;
}

/**
 * Settles the purpose of use of a request: that of an emergency, else the one that its header names, else
 * the only one that its token names, else the default. A token that names purposes bounds all of them. The
 * caller keeps only the roles that may act for it, so that nothing behind the gate counts the others.
 *
 * Without a configuration neither token nor header is looked at.
 *
 * @throws GatewayError `PURPOSE_REQUIRED` where none is stated, `PURPOSE_NOT_ALLOWED` where the stated one
 * is unknown, stated twice or in a header that isn't configured, not that of the emergency, not in the token, or for none of the roles.
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
  named: readonly string[] | null,
  { headers, emergency }: PurposeClaims,
  config: PurposeConfig,
): string {
  const [header, ...others] = headers;
  // Who states a purpose is bound by it: one that nobody will look at is refused, and not overlooked.
  if (others.length > 0 || (header !== undefined && !config.header)) throw notAllowed();
  if (header !== undefined && emergency !== null && header !== emergency) throw notAllowed();
  const stated = emergency ?? header ?? onlyOne(named) ?? config.default;
  if (stated === null) throw new GatewayError('PURPOSE_REQUIRED');
  if (named === null || named.includes(stated)) return stated;
  throw header === undefined && emergency === null
    ? new GatewayError('PURPOSE_REQUIRED')
    : notAllowed();
}

/** A token that names several purposes leaves the choice open. */
function onlyOne(named: readonly string[] | null): string | null {
  const [only, ...more] = named ?? [];
  return only !== undefined && more.length === 0 ? only : null;
}

/**
 * The caller as who they are for a purpose: with the roles that may act for it, and what those reach. No
 * configured role acts for what is no code, so that whoever states one has no role left.
 */
function actingFor(purpose: string, caller: Caller, config: PurposeConfig): Caller {
  const counts = (role: string) => config.roles.get(role)?.has(purpose) === true;
  const roles = caller.roles.filter(counts);
  if (roles.length === 0) throw notAllowed();
  // The same claims stay the same object, by which what they reach is remembered.
  const patients = [...caller.patients.keys()].every(counts)
    ? caller.patients
    : new Map([...caller.patients].filter(([role]) => counts(role)));
  return Object.freeze({ ...caller, roles: Object.freeze(roles), patients });
}

function notAllowed(): GatewayError {
  return new GatewayError('PURPOSE_NOT_ALLOWED');
}
