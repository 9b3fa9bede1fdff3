import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Caller } from '../../platform/caller.ts';
import type { AuthorizationConfig, ReachConfig } from '../authorization-config.ts';
import type { PurposeConfig } from '../purpose/purpose-config.ts';
import type { RelationshipsConfig } from '../relationships/relationships-config.ts';
import { readGrants, readPatientIds, readPurposes, readRoles } from './caller-claims.ts';
import type { IssuerConfig } from './identity-config.ts';
import { isShortText, readClaim, readTextClaim, type Claims } from './read-claim.ts';
import type { VerifiedToken } from './verified-token.ts';

/** The caller, without their connection. */
export type Principal = Omit<Caller, 'address' | 'proxies' | 'userAgent'>;

/** The sections of the configuration that interpret claims. */
export interface PrincipalConfig {
  readonly authorization: AuthorizationConfig;
  readonly purpose: PurposeConfig | null;
  readonly relationships: RelationshipsConfig | null;
}

/** Reads the caller from the claims of a verified token. */
export function readPrincipal(
  { issuer, subject, claims }: VerifiedToken,
  { authorization, purpose, relationships }: PrincipalConfig,
  isPatientId: IsPatientId,
): Principal {
  const roles = readRoles(claims, issuer.roles);
  const patients = new Map<string, readonly string[]>();
  for (const role of roles) {
    const claim = patientClaim(authorization.reach.get(role), issuer);
    const named =
      claim === null ? [] : readPatientIds(claims, claim.path, { ...claim, isPatientId });
    if (named.length > 0) patients.set(role, named);
  }
  const [ownPatient = null] = issuer.namesPatients
    ? readPatientIds(claims, issuer.claims.patient, { isPatientId, isList: false })
    : [];
  const sharedClaims = [...claimsToShare(relationships)]
    .filter(([, path]) => maySharePath(path, issuer, authorization))
    .map(([name, path]) => [name, readTextClaim(claims, path)] as const);
  const methods = readClaim(claims, 'amr');
  return {
    issuer: issuer.issuer,
    subject,
    name: readTextClaim(claims, issuer.claims.name),
    roles,
    ...readGrants(claims, issuer),
    organisation: readTextClaim(claims, issuer.claims.organisation),
    tokenId: readTextClaim(claims, 'jti'),
    authMethods: Object.freeze(Array.isArray(methods) ? methods.filter(isShortText) : []),
    authTime: readAuthTime(claims),
    clientId: readTextClaim(claims, issuer.claims.client) ?? readTextClaim(claims, 'azp'),
    patients,
    ownPatient,
    claims: new Map(
      sharedClaims.filter((entry): entry is readonly [string, string] => entry[1] !== null),
    ),
    purposes: purpose === null ? null : readPurposes(claims, purpose.claim),
    project: readTextClaim(claims, issuer.claims.project),
  };
}

/** Reads when the holder of the token signed in. A claim that is not a time counts as the oldest time. */
function readAuthTime(claims: Claims): number | null {
  const seconds = readClaim(claims, 'auth_time');
  if (seconds === undefined) return null;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1_000 : 0;
}

/** Returns name → path of the claims that the relationship source receives. No other claim leaves identification. */
function claimsToShare(relationships: RelationshipsConfig | null): ReadonlyMap<string, string> {
  const source = relationships?.source;
  if (source === undefined) return new Map();
  return source.kind === 'operation' ? source.variables : source.claims;
}

/**
 * Whether the relationship source may receive a claim of an issuer's tokens. The source knows the ids of one system
 * only, and would confuse them with ids of another issuer.
 */
function maySharePath(
  path: string,
  { namesPatients, namesStaff, claims }: IssuerConfig,
  { reach }: AuthorizationConfig,
): boolean {
  if (!namesStaff) return false;
  if (namesPatients) return true;
  // The source knows the staff of this issuer, but not its patients.
  const ofRoles = [...reach.values()].map((each) => ('claim' in each ? each.claim : null));
  return path !== claims.patient && !ofRoles.includes(path);
}

/**
 * Returns the claim that names the patients of a role: a string for `self`, a list of strings for `list`. Null where the
 * tokens of the issuer name no patients.
 */
function patientClaim(
  reach: ReachConfig | undefined,
  { namesPatients, claims }: IssuerConfig,
): { readonly path: string; readonly isList: boolean } | null {
  if (!namesPatients) return null;
  if (reach?.kind === 'self') return { path: reach.claim ?? claims.patient, isList: false };
  return reach?.kind === 'list' ? { path: reach.claim, isList: true } : null;
}
