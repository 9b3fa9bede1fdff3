import type { AuthorizationOptions } from '../pipeline/graph/authorization-options.ts';
import type { Config } from './config.ts';

/** The sections of the configuration that set options of authorization. */
export interface DecidingSections extends Pick<
  Config,
  'authorization' | 'deidentification' | 'identity' | 'purpose' | 'relationships'
> {
  readonly breakGlass: Pick<NonNullable<Config['breakGlass']>, 'roles'> | null;
}

/** Returns the options of authorization, which several sections of the configuration set. */
export function authorizationOptions({
  authorization,
  breakGlass,
  deidentification,
  identity,
  purpose,
  relationships,
}: DecidingSections): AuthorizationOptions {
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
