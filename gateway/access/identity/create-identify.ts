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

/** What identification takes from a request: its `Authorization` headers and its connection. */
export interface Connection {
  /** Every `Authorization` header, as sent. */
  readonly authorization: readonly string[];
  readonly address: string;
  readonly userAgent: string | null;
}

export type Identify = (connection: Connection) => Promise<Caller>;

/**
 * Creates the step that tells who asks.
 *
 * A token that has been verified is remembered for at most 30 seconds, never past its `exp`, and the keys of an
 * issuer for a minute: one that is withdrawn stops working within a minute and a half, one in a file when the
 * gateway is started again. It is remembered by the SHA-256 of all
 * its bytes: a token that differs in one character, however it decodes, has to verify by itself.
 * (Verifying costs 45–80 µs of CPU, the hash 1–2 µs.)
 *
 * @throws StartError when a key file can't be used. The step throws GatewayError `UNAUTHENTICATED`, or
 * `NOT_READY` when an issuer's keys can't be fetched.
 */
export function createIdentify(
  config: CallerConfig,
  clock: () => number = Date.now,
  keys: Pick<IssuerKeys, 'of'> = openIssuerKeys(config.identity),
): Identify {
  const told = toldClaims(config.relationships);
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
    const principal = describe(verified, config, { told, isPatientId });
    remembered.set(hash, { principal, until: Math.min(verified.expires, now + REMEMBER_MS) });
    return principal;
  }

  return async ({ authorization, address, userAgent }) => {
    const principal = await identifyToken(readBearerToken(authorization));
    return Object.freeze({ ...principal, address, userAgent: agentOf(userAgent) });
  };
}

const REMEMBER_MS = 30_000;

/** The header is read as Latin-1: one in UTF-8 has control characters in it by then. */
function agentOf(header: string | null): string | null {
  return header === null ? null : toRecordable(header.slice(0, 256));
}

/** What the token alone tells of a caller. */
type Principal = Omit<Caller, 'address' | 'userAgent'>;

function describe(
  { issuer, subject, claims }: VerifiedToken,
  { authorization, purpose }: Pick<CallerConfig, 'authorization' | 'purpose'>,
  {
    told,
    isPatientId,
  }: { readonly told: ReadonlyMap<string, string>; readonly isPatientId: IsPatientId },
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
  const texts = [...told]
    .filter(([, path]) => isTold(path, issuer, authorization))
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

/** When the holder of the token signed in. A claim that is no time counts as the oldest. */
function readAuthTime(claims: Claims): number | null {
  const seconds = readClaim(claims, 'auth_time');
  if (seconds === undefined) return null;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1_000 : 0;
}

/** Name → path of the claims that the relationship source is told. No other claim leaves identification. */
function toldClaims(relationships: RelationshipsConfig | null): ReadonlyMap<string, string> {
  const source = relationships?.source;
  if (source === undefined) return new Map();
  return source.kind === 'operation' ? source.variables : source.claims;
}

/**
 * Whether the relationship source is told a claim of an issuer's tokens: it knows ids of one system only, and could
 * not tell another issuer's from them.
 */
function isTold(
  path: string,
  { namesPatients, namesStaff, claims }: IssuerConfig,
  { reach }: AuthorizationConfig,
): boolean {
  if (!namesStaff || namesPatients) return namesStaff;
  const ofRoles = [...reach.values()].map((each) => ('claim' in each ? each.claim : null));
  return path !== claims.patient && !ofRoles.includes(path);
}

/**
 * The claim that names the patients of a role: one text for `self`, a list of texts for `list`. Null where tokens of
 * the issuer name no patient.
 */
function patientClaim(
  reach: ReachConfig | undefined,
  { namesPatients, claims }: IssuerConfig,
): { readonly path: string; readonly isList: boolean } | null {
  if (!namesPatients) return null;
  if (reach?.kind === 'self') return { path: reach.claim ?? claims.patient, isList: false };
  return reach?.kind === 'list' ? { path: reach.claim, isList: true } : null;
}
