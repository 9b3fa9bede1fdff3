import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Caller, SmartAccess } from '../../platform/caller.ts';
import type { AuthorizationConfig, ReachConfig } from '../authorization-config.ts';
import type { PurposeConfig } from '../purpose/purpose-config.ts';
import type { RelationshipsConfig } from '../relationships/relationships-config.ts';
import { parseFhirUser } from '../smart/fhir-user.ts';
import { readSmartAccess } from '../smart/read-smart-access.ts';
import { readScopesAndPolicies, readPatientIds, readPurposes, readRoles } from './caller-claims.ts';
import type { IssuerConfig } from './identity-config.ts';
import { isShortText, readClaim, readTextClaim, type Claims } from './read-claim.ts';
import type { VerifiedToken } from './verified-token.ts';

/** The caller, without their connection. */
export type Principal = Omit<Caller, 'address' | 'proxies' | 'certificate' | 'userAgent'>;

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
  const scopesAndPolicies = readScopesAndPolicies(claims, issuer);
  const ownRoles = readRoles(claims, issuer.roles);
  const smart =
    issuer.smart &&
    readSmart(claims, { issuer, isPatientId, scopes: scopesAndPolicies.scopes, ownRoles });
  const roles = smart === null ? ownRoles : rolesOfLevels(smart);
  const ownPatient = readOwnPatient(claims, issuer, isPatientId);
  const patients = new Map<string, readonly string[]>();
  for (const role of roles) {
    const claim = patientClaim(authorization.reach.get(role), issuer);
    const named =
      claim === null
        ? []
        : claim === 'own'
          ? [ownPatient].filter((id) => id !== null)
          : readPatientIds(claims, claim.path, { ...claim, isPatientId });
    if (named.length > 0) patients.set(role, named);
  }
  const sharedClaims = [...claimsToShare(relationships)]
    .filter(([, path]) => maySharePath(path, issuer, authorization))
    .map(([name, path]) => [name, readTextClaim(claims, path)] as const);
  const methods = readClaim(claims, 'amr');
  return {
    issuer: issuer.issuer,
    subject,
    name: readTextClaim(claims, issuer.claims.name),
    roles,
    ...scopesAndPolicies,
    organization: readTextClaim(claims, issuer.claims.organization),
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
    smart,
  };
}

/** Reads what the SMART scopes of a token allow. */
function readSmart(
  claims: Claims,
  {
    issuer: { smart, namesPatients },
    isPatientId,
    scopes,
    ownRoles,
  }: {
    readonly issuer: IssuerConfig;
    readonly isPatientId: IsPatientId;
    readonly scopes: readonly string[];
    readonly ownRoles: readonly string[];
  },
): SmartAccess | null {
  if (smart === null) return null;
  const [launchPatient = null] = namesPatients
    ? readPatientIds(claims, smart.launchPatient, { isPatientId, isList: false })
    : [];
  const claim = readClaim(claims, smart.fhirUser);
  const user = claim == null ? null : (parseFhirUser(claim, smart.fhirServer) ?? 'unknown');
  return readSmartAccess(scopes, { launchPatient, user, roles: ownRoles }, smart);
}

function rolesOfLevels({ levels }: SmartAccess): readonly string[] {
  return Object.freeze([...new Set(levels.flatMap(({ roles }) => roles))].toSorted());
}

/**
 * Reads the patient that the caller is. In tokens of SMART apps only the user can be that patient: the patient claim
 * names the patient of the launch context, which the app of a clinician gets too.
 */
function readOwnPatient(
  claims: Claims,
  { namesPatients, smart, claims: { patient } }: IssuerConfig,
  isPatientId: IsPatientId,
): string | null {
  if (!namesPatients) return null;
  if (smart === null) {
    const [own = null] = readPatientIds(claims, patient, { isPatientId, isList: false });
    return own;
  }
  const user = parseFhirUser(readClaim(claims, smart.fhirUser), smart.fhirServer);
  if (user?.type !== 'Patient') return null;
  const [own = null] = readPatientIds({ id: user.id }, 'id', { isPatientId, isList: false });
  return own;
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
  { namesPatients, namesStaff, claims, smart }: IssuerConfig,
  { reach }: AuthorizationConfig,
): boolean {
  if (!namesStaff) return false;
  // The patient of the launch context would pass for a patient that the caller is or acts for.
  if (smart?.launchPatient === path) return false;
  if (namesPatients) return true;
  // The source knows the staff of this issuer, but not its patients.
  const ofRoles = [...reach.values()].map((each) => ('claim' in each ? each.claim : null));
  return path !== claims.patient && !ofRoles.includes(path);
}

/**
 * Returns the claim that names the patients of a role: a string for `self`, a list of strings for `list`; `own` if that is
 * the patient that the caller is. Null if the tokens of the issuer name no such patients. The launch context of a SMART app
 * names none: it narrows what other claims reach.
 */
function patientClaim(
  reach: ReachConfig | undefined,
  { namesPatients, smart }: IssuerConfig,
): { readonly path: string; readonly isList: boolean } | 'own' | null {
  if (!namesPatients || (reach?.kind !== 'self' && reach?.kind !== 'list')) return null;
  if (reach.claim === null) return 'own';
  if (reach.claim === smart?.launchPatient) return null;
  return { path: reach.claim, isList: reach.kind === 'list' };
}
