import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createPatientIdCheck } from '../../../directives/patient-id.ts';
import type { Caller } from '../../platform/caller.ts';
import { createFirstUse, type IsFirstUse } from '../../platform/rates/first-use.ts';
import { toRecordable } from '../../platform/recorded-text.ts';
import { createVerifyToken } from './create-verify-token.ts';
import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import { openIssuerKeys, type IssuerKeys } from './issuer-keys.ts';
import { isShortText } from './read-claim.ts';
import { readPrincipal, type Principal, type PrincipalConfig } from './read-principal.ts';
import type { Revocations } from './revocations.ts';
import {
  assertBound,
  assertCertificate,
  readTokenBinding,
  type TokenBinding,
} from './token-binding.ts';
import { tokenRefused } from './token-refusals.ts';
import type { Asker } from './verified-token.ts';
import { createVerifyProof, type ProvenRequest } from './verify-proof.ts';
import { createWatchRolesClaim } from './watch-roles-claim.ts';
import { growTo } from '../../platform/grow-to.ts';

/** The parts of a request that identification reads. */
export interface Connection {
  /** The values of all `Authorization` headers, as sent. */
  readonly authorization: readonly string[];
  /** The values of all `DPoP` headers, as sent. */
  readonly proofs: readonly string[];
  readonly request: ProvenRequest;
  /** Reads the SHA-256 thumbprint of the client's certificate; null without one. Throws if it cannot be used. */
  readonly readCertificate: () => string | null;
  readonly address: string;
  readonly assertWithinBudget: Asker['assertWithinBudget'];
  readonly proxies: readonly string[];
  readonly userAgent: string | null;
}

export type Identify = (connection: Connection) => Promise<Caller>;

/**
 * Creates the identification of callers.
 *
 * A verified JWT is cached for at most 30 seconds, never past its `exp`, and the keys of an issuer for a minute. So a
 * withdrawn key stops working within 90 seconds; a key in a file stops when the gateway restarts. An introspected token is
 * cached as long as its issuer's settings say. The cache key is the SHA-256 of the token's bytes, so a token that differs in
 * any character is verified itself. (Verification costs 45–80 µs of CPU, the hash 1–2 µs.)
 *
 * The result rejects with GatewayError `UNAUTHENTICATED`, or with `NOT_READY` where an issuer's keys cannot be fetched.
 *
 * @throws StartError where a key file cannot be used
 */
export function createIdentify(
  config: PrincipalConfig & { readonly identity: IdentityConfig; readonly development: boolean },
  now: () => number = Date.now,
  keys: Pick<IssuerKeys, 'of' | 'noteIntrospection'> = openIssuerKeys(config.identity),
  {
    revocations = null,
    isFirstUse = createFirstUse(null),
    onRolesMissing = () => undefined,
    uptime = () => performance.now(),
  }: {
    readonly revocations?: Pick<Revocations, 'assertNotRevoked'> | null;
    /** Whether a proof is used for the first time at all gateways. */
    readonly isFirstUse?: IsFirstUse;
    /** Called with the place of an issuer whose first token lacks the claim of its roles. */
    readonly onRolesMissing?: (index: number) => void;
    /** Monotonic, in ms. */
    readonly uptime?: () => number;
  } = {},
): Identify {
  const isPatientId = createPatientIdCheck(config.identity.patientIds);
  const verifyToken = createVerifyToken(config, now, keys);
  const verifyProof = createVerifyProof(now, isFirstUse);
  const watchRolesClaim = createWatchRolesClaim(config.identity.issuers, onRolesMissing);
  const remembered = new LRUCache<string, Remembered>(growTo(10_000));

  /** Returns a token that is known to be valid, otherwise verifies it. */
  function identifyToken(token: string, asker: Asker): Remembered | Promise<Remembered> {
    const key = hash('sha256', token, 'base64');
    const known = remembered.get(key);
    if (known !== undefined && now() < known.until && uptime() < known.untilUptime) return known;
    remembered.delete(key);
    return verifyAndRemember(token, key, asker);
  }

  async function verifyAndRemember(token: string, key: string, asker: Asker): Promise<Remembered> {
    const verified = await verifyToken(token, asker);
    const { issuer, claims, freshUntil } = verified;
    // A list of revoked tokens could not name such a token.
    const { jti } = claims;
    if (issuer.revocation !== null && jti !== undefined && !isShortText(jti))
      throw tokenRefused('CLAIM_INVALID');
    watchRolesClaim(issuer, claims);
    const identified = {
      principal: readPrincipal(verified, config, isPatientId),
      binding: readTokenBinding(claims),
      issuer,
      until: freshUntil,
      untilUptime: uptime() + freshUntil - now(),
    };
    remembered.set(key, identified);
    return identified;
  }

  return async (connection) => {
    const { scheme, token } = readToken(connection.authorization);
    const identified = identifyToken(token, connection);
    const { principal, binding, issuer } =
      identified instanceof Promise ? await identified : identified;
    revocations?.assertNotRevoked(principal);
    assertBound(binding, issuer);
    // With the scheme DPoP, a client says that its token is bound to a key.
    if (scheme === 'dpop' && binding.kind !== 'key') throw tokenRefused('TOKEN_NOT_BOUND');
    if (binding.kind === 'key') {
      // As a bearer token, a bound token would be usable by a thief.
      if (scheme !== 'dpop') throw tokenRefused('PROOF_MISSING');
      const bound = { token, thumbprint: binding.thumbprint };
      await verifyProof(connection.proofs, bound, connection.request);
    }
    const certificate = binding.kind === 'certificate' ? binding.thumbprint : null;
    if (certificate !== null) assertCertificate(certificate, connection.readCertificate());
    return createCaller(principal, connection, certificate);
  };
}

/** Copies by name: to spread so many properties takes 40 times as long, and makes the object slow to read. */
function createCaller(
  principal: Principal,
  { address, proxies, userAgent }: Connection,
  certificate: string | null,
): Caller {
  return Object.freeze({
    issuer: principal.issuer,
    subject: principal.subject,
    name: principal.name,
    roles: principal.roles,
    scopes: principal.scopes,
    policies: principal.policies,
    organization: principal.organization,
    tokenId: principal.tokenId,
    authMethods: principal.authMethods,
    authTime: principal.authTime,
    clientId: principal.clientId,
    address,
    proxies,
    certificate,
    userAgent: readUserAgent(userAgent),
    patients: principal.patients,
    ownPatient: principal.ownPatient,
    claims: principal.claims,
    purposes: principal.purposes,
    project: principal.project,
    smart: principal.smart,
  });
}

/** A verified token. */
interface Remembered {
  readonly principal: Principal;
  readonly binding: TokenBinding;
  readonly issuer: Pick<IssuerConfig, 'requireDpop' | 'requireMutualTls'>;
  /** UTC ms since 1970. */
  readonly until: number;
  /** The same by the monotonic clock: if the other one is set back, the token is not remembered for longer. */
  readonly untilUptime: number;
}

/** Node reads the header as Latin-1, so a value in UTF-8 contains control characters. */
function readUserAgent(header: string | null): string | null {
  return header === null ? null : toRecordable(header.slice(0, 256));
}

/**
 * Reads the token of the one `Authorization` header, of scheme Bearer (RFC 6750, section 2.1) or DPoP (RFC 9449, section
 * 7.1).
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
function readToken(headers: readonly string[]): {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
} {
  const [header, ...more] = headers;
  if (header === undefined) throw tokenRefused('NO_TOKEN');
  if (more.length > 0) throw tokenRefused('SEVERAL_TOKENS');
  const scheme = /^(Bearer|DPoP)(?: |$)/i.exec(header)?.[1]?.toLowerCase();
  if (scheme === undefined) throw tokenRefused('OTHER_SCHEME');
  const token = header.length > MAX_LENGTH ? undefined : TOKEN.exec(header)?.[1];
  if (token === undefined) throw tokenRefused('MALFORMED');
  return { scheme: scheme === 'dpop' ? 'dpop' : 'bearer', token };
}

/** Longer than any practical access token. */
const MAX_LENGTH = 8_192;

/** https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const TOKEN = /^\w+ +([\w.~+/-]+=*) *$/;
