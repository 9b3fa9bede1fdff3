import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createPatientIdCheck, type IsPatientId } from '../../../directives/patient-id.ts';
import { toRecordable } from '../../platform/recorded-text.ts';
import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import type { AuthorizationConfig, ReachConfig } from '../authorization-config.ts';
import type { PurposeConfig } from '../purpose/purpose-config.ts';
import type { RelationshipsConfig } from '../relationships/relationships-config.ts';
import type { Caller } from '../../platform/caller.ts';
import { createVerifyToken } from './create-verify-token.ts';
import type { VerifiedToken } from './create-verify-token.ts';
import { openIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { readBearerToken } from './read-bearer-token.ts';
import { isShortText, readClaim, readText } from './read-claim.ts';
import type { Claims } from './read-claim.ts';
import { readGrants } from './read-grants.ts';
import { readPatientIds } from './read-patient-id.ts';
import { readPurposes } from './read-purposes.ts';
import { readRoles } from './read-roles.ts';

/** The sections of the configuration that decide about callers. */
interface CallerConfig {
  readonly identity: IdentityConfig;
  readonly authorization: AuthorizationConfig;
  readonly purpose: PurposeConfig | null;
  readonly relationships: RelationshipsConfig | null;
}

/** The parts of a request that identification reads. */
export interface Connection {
  /** The values of all `Authorization` headers, as sent. */
  readonly authorization: readonly string[];
  readonly address: string;
  readonly userAgent: string | null;
}

export type Identify = (connection: Connection) => Promise<Caller>;

/**
 * Creates the identification of callers.
 *
 * A verified token is cached for at most 30 seconds, never past its `exp`, and the keys of an issuer for a minute: a
 * withdrawn key stops working within 90 seconds, a key in a file when the gateway restarts. The cache key is the SHA-256
 * of the token's bytes, so a token that differs in any character is verified itself. (Verification costs 45–80 µs of
 * CPU, the hash 1–2 µs.)
 *
 * The result rejects with GatewayError `UNAUTHENTICATED`, or with `NOT_READY` where an issuer's keys cannot be fetched.
 *
 * @throws StartError where a key file cannot be used
 */
export function createIdentify(
  config: CallerConfig,
  clock: () => number = Date.now,
  keys: Pick<IssuerKeys, 'of'> = openIssuerKeys(config.identity),
): Identify {
  const sharedClaims = claimsToShare(config.relationships);
  const isPatientId = createPatientIdCheck(config.identity.patientIds);
  const verifyToken = createVerifyToken(config.identity, clock, keys);
  const remembered = new LRUCache<string, { principal: Principal; until: number }>({ max: 10_000 });

  async function identifyToken(token: string): Promise<Principal> {
    const now = clock();
    const hash = createHash('sha256').update(token).digest('base64');
    const known = remembered.get(hash);
    if (known !== undefined && now < known.until) return known.principal;
    remembered.delete(hash);
    const verified = await verifyToken(token);
    const principal = describe(verified, config, { sharedClaims, isPatientId });
    remembered.set(hash, { principal, until: Math.min(verified.expires, now + REMEMBER_MS) });
    return principal;
  }

  return async ({ authorization, address, userAgent }) => {
    const principal = await identifyToken(readBearerToken(authorization));
    return Object.freeze({ ...principal, address, userAgent: agentOf(userAgent) });
  };
}

const REMEMBER_MS = 30_000;

/** Node reads the header as Latin-1, so a value in UTF-8 contains control characters. */
function agentOf(header: string | null): string | null {
  return header === null ? null : toRecordable(header.slice(0, 256));
}

/** The caller, without their connection. */
type Principal = Omit<Caller, 'address' | 'userAgent'>;

function describe(
  { issuer, subject, claims }: VerifiedToken,
  { authorization, purpose }: Pick<CallerConfig, 'authorization' | 'purpose'>,
  {
    sharedClaims,
    isPatientId,
  }: { readonly sharedClaims: ReadonlyMap<string, string>; readonly isPatientId: IsPatientId },
): Principal {
  const roles = readRoles(claims, issuer.roles);
  const patients = new Map<string, readonly string[]>();
  for (const role of roles) {
    const claim = patientClaim(authorization.reach.get(role), issuer);
    const named =
      claim === null ? [] : readPatientIds(claims, claim.path, { ...claim, isPatientId });
    if (named.length > 0) patients.set(role, named);
  }
  const [own = null] = issuer.namesPatients
    ? readPatientIds(claims, issuer.claims.patient, { isPatientId, isList: false })
    : [];
  const texts = [...sharedClaims]
    .filter(([, path]) => maySharePath(path, issuer, authorization))
    .map(([name, path]) => [name, readText(claims, path)] as const);
  const methods = readClaim(claims, 'amr');
  return {
    issuer: issuer.issuer,
    subject,
    name: readText(claims, issuer.claims.name),
    roles,
    ...readGrants(claims, issuer),
    organisation: readText(claims, issuer.claims.organisation),
    tokenId: readText(claims, 'jti'),
    authMethods: Object.freeze(Array.isArray(methods) ? methods.filter(isShortText) : []),
    authTime: readAuthTime(claims),
    clientId: readText(claims, issuer.claims.client) ?? readText(claims, 'azp'),
    patients,
    own,
    claims: new Map(texts.filter((entry): entry is readonly [string, string] => entry[1] !== null)),
    purposes: purpose === null ? null : readPurposes(claims, purpose.claim),
    project: readText(claims, issuer.claims.project),
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
  if (!namesStaff || namesPatients) return namesStaff;
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
