import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../platform/errors.ts';
import { introspectToken, type IntrospectionResponse } from '../../platform/oauth/oauth-client.ts';
import { networkOf } from '../../platform/rates/network-of.ts';
import { describeFailure, type RequestFailure } from '../../platform/net/request-failure.ts';
import type { IssuerConfig } from './identity-config.ts';
import { isShortText } from './read-claim.ts';
import { tokenRefused, type TokenRefusal } from './token-refusals.ts';
import type { Asker, VerifyToken } from './verified-token.ts';
import { growTo } from '../../platform/grow-to.ts';

type IntrospectingIssuer = IssuerConfig & {
  readonly introspection: NonNullable<IssuerConfig['introspection']>;
};

/** Whether the tokens of an issuer are introspected. */
export function isIntrospecting(issuer: IssuerConfig): issuer is IntrospectingIssuer {
  return issuer.introspection !== null;
}

export interface IntrospectionOptions {
  readonly issuer: IntrospectingIssuer;
  readonly now: () => number;
  /** Called with the outcome of each request to the issuer; null is success. */
  readonly onAnswered: (failure: RequestFailure | null) => void;
}

/** How long a request waits for the issuer. */
const TIMEOUT_MS = 5_000;
/** Requests that may wait for the issuer, in all and from one network: invented tokens must not take all places. */
const MAX_PENDING = 64;
const MAX_PENDING_OF_NETWORK = 8;
/** How far the issuer's clock may differ from the gateway's. */
const TOLERANCE_MS = 5_000;
/** How long a token stays refused after the issuer's answer. */
const REFUSED_MS = 10_000;

/**
 * Creates the verification of tokens by their issuer: https://www.rfc-editor.org/rfc/rfc7662
 *
 * An active token must be an access token, have a subject and be made for the gateway's audience; an issuer and times in
 * the answer are checked like those of a JWT. The result rejects with GatewayError `UNAUTHENTICATED`, or with `NOT_READY`
 * if the issuer does not answer usably, or too many requests wait for it. An address whose budget of failed authentication
 * is spent is refused before the issuer is asked.
 */
export function createIntrospectToken({
  issuer,
  now,
  onAnswered,
}: IntrospectionOptions): VerifyToken {
  const { url, cacheSeconds } = issuer.introspection;
  const server = { issuer: issuer.issuer, url };
  /** Hash of a token → why the issuer's answer refused it. */
  const refusals = new LRUCache<string, TokenRefusal>({ ...growTo(10_000), ttl: REFUSED_MS });
  const pending = new Map<string, Promise<IntrospectionResponse>>();
  /** Network → its requests that wait. */
  const pendingOf = new Map<string, number>();

  const ask = async (token: string): Promise<IntrospectionResponse> => {
    try {
      const answer = await introspectToken(token, server, issuer.introspection, TIMEOUT_MS);
      onAnswered(null);
      return answer;
    } catch (cause) {
      onAnswered(describeFailure(cause));
      throw unavailable('INTROSPECTION_UNAVAILABLE', cause);
    }
  };
  const askOnce = async (
    hash: string,
    token: string,
    { address, assertWithinBudget }: Asker,
  ): Promise<IntrospectionResponse> => {
    await assertWithinBudget();
    const known = pending.get(hash);
    if (known !== undefined) return known;
    const network = networkOf(address);
    const ofNetwork = pendingOf.get(network) ?? 0;
    if (pending.size >= MAX_PENDING || ofNetwork >= MAX_PENDING_OF_NETWORK)
      throw unavailable('INTROSPECTION_BUSY');
    pendingOf.set(network, ofNetwork + 1);
    const answer = ask(token).finally(() => {
      pending.delete(hash);
      const stillPending = (pendingOf.get(network) ?? 1) - 1;
      if (stillPending === 0) pendingOf.delete(network);
      else pendingOf.set(network, stillPending);
    });
    pending.set(hash, answer);
    return answer;
  };
  return async (token, asker) => {
    const hash = createHash('sha256').update(token).digest('base64');
    const known = refusals.get(hash);
    if (known !== undefined) throw tokenRefused(known);
    const { active, ...claims } = await askOnce(hash, token, asker);
    const at = now();
    const reason = active ? whyRefused(claims, issuer, at) : 'INACTIVE';
    const { sub: subject, exp } = claims;
    if (reason !== null || !isShortText(subject)) {
      refusals.set(hash, reason ?? 'CLAIM_MISSING');
      throw tokenRefused(reason ?? 'CLAIM_MISSING');
    }
    const end = exp === undefined ? Infinity : exp * 1_000;
    return { issuer, subject, claims, freshUntil: Math.min(end, at + cacheSeconds * 1_000) };
  };
}

/** Why an active token is refused; null if it may be used. */
function whyRefused(
  { iss, aud, exp, nbf, token_type: type, ...others }: Omit<IntrospectionResponse, 'active'>,
  issuer: IssuerConfig,
  at: number,
): TokenRefusal | null {
  if (iss !== undefined && iss !== issuer.issuer) return 'UNKNOWN_ISSUER';
  if (![aud].flat().includes(issuer.audience)) return 'AUDIENCE_MISMATCH';
  if (!isTime(exp) || !isTime(nbf)) return 'CLAIM_INVALID';
  if (exp !== undefined && exp * 1_000 + TOLERANCE_MS <= at) return 'EXPIRED';
  if (nbf !== undefined && nbf * 1_000 - TOLERANCE_MS > at) return 'NOT_YET_VALID';
  // An issuer may also answer about its refresh and ID tokens, and says so in one of these ways.
  const use = others['token_use'];
  const { typ } = others;
  const isOtherType = type !== undefined && !matches(type, /^(?:bearer|dpop|n_a|access_token)$/i);
  const isOtherUse = use !== undefined && use !== 'access_token' && use !== 'access';
  const isOther = matches(typ, /^(?:refresh|id|logout|offline)/i);
  return isOtherType || isOtherUse || isOther ? 'TYPE_NOT_ALLOWED' : null;
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** Whether a time is absent or a number; JSON's 1e999 is parsed as Infinity, which never ends. */
function isTime(value: unknown): value is number | undefined {
  return value === undefined || Number.isFinite(value);
}

function unavailable(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('NOT_READY', { reason, cause });
}
