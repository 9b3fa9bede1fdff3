import type { AuthorizationOptions } from '../pipeline/graph/authorization-options.ts';
import type { Config } from './config.ts';

/** Returns the options of authorization, which several sections of the configuration set. */
export function authorizationOptions({
  authorization,
  breakGlass,
  deidentification,
  identity,
  purpose,
  relationships,
}: Config): AuthorizationOptions {
  return {
    reach: new Map([...authorization.reach].map(([role, { kind }]) => [role, kind])),
    defaultRoles: authorization.defaultRoles,
    unmarked: authorization.unmarked,
    mode: authorization.mode,
    unreached: authorization.unreached,
    purposes: purpose?.categories ?? new Map(),
    breakGlassRoles: breakGlass?.roles ?? [],
    consent: relationships?.consent ?? false,
    patientIds: identity.patientIds,
    lists: deidentification.lists,
    scopes: new Map(
      identity.issuers.flatMap(({ issuer, smart }) =>
        smart === null ? [] : [[issuer, smart] as const],
      ),
    ),
  };
}
