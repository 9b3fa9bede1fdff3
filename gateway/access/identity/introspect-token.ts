import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  introspectionRequest,
  processIntrospectionResponse,
  type IntrospectionResponse,
} from 'oauth4webapi';
import { GatewayError } from '../../platform/errors.ts';
import type { IssuerConfig } from './identity-config.ts';
import { isShortText } from './read-claim.ts';
import type { VerifyToken } from './verified-token.ts';

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
  /** Called with the outcome of each request to the issuer. */
  readonly onAnswered: (isAnswered: boolean) => void;
}

/** How long a request waits for the issuer. */
const TIMEOUT_MS = 5_000;
/** Requests that may wait for one issuer. Invented tokens must not take all of the gateway's connections. */
const MAX_PENDING = 64;
/** How far the issuer's clock may differ from the gateway's. */
const TOLERANCE_MS = 5_000;
/** How long a token is known to be inactive. */
const INACTIVE_MS = 10_000;

/**
 * Creates the verification of tokens by their issuer: https://www.rfc-editor.org/rfc/rfc7662
 *
 * An active token must have a subject and be made for the gateway's audience; an issuer and times in the answer are
 * checked like those of a JWT. The result rejects with GatewayError `UNAUTHENTICATED`, or with `NOT_READY` if the
 * issuer does not answer usably, or {@link MAX_PENDING} requests wait for it.
 */
export function createIntrospectToken({
  issuer,
  now,
  onAnswered,
}: IntrospectionOptions): VerifyToken {
  const { url, clientId, clientSecret, cacheSeconds } = issuer.introspection;
  const server = { issuer: issuer.issuer, introspection_endpoint: url };
  const client = { client_id: clientId };
  const inactive = new LRUCache<string, true>({ max: 10_000, ttl: INACTIVE_MS });
  const pending = new Map<string, Promise<IntrospectionResponse>>();

  const ask = async (token: string): Promise<IntrospectionResponse> => {
    try {
      const response = await introspectionRequest(
        server,
        client,
        ClientSecretBasic(clientSecret),
        token,
        // The configuration accepts plain HTTP on loopback only.
        { [allowInsecureRequests]: true, signal: () => AbortSignal.timeout(TIMEOUT_MS) },
      );
      const answer = await processIntrospectionResponse(server, client, response);
      onAnswered(true);
      return answer;
    } catch (cause) {
      onAnswered(false);
      throw unavailable('INTROSPECTION_UNAVAILABLE', cause);
    }
  };
  const askOnce = (hash: string, token: string): Promise<IntrospectionResponse> => {
    const known = pending.get(hash);
    if (known !== undefined) return known;
    if (pending.size >= MAX_PENDING) throw unavailable('INTROSPECTION_BUSY');
    const asked = ask(token).finally(() => pending.delete(hash));
    pending.set(hash, asked);
    return asked;
  };
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64');
    if (inactive.has(hash)) throw refused('INACTIVE');
    const { active, ...claims } = await askOnce(hash, token);
    if (!active) {
      inactive.set(hash, true);
      throw refused('INACTIVE');
    }
    const at = now();
    const { sub: subject, aud, exp, nbf, iss = issuer.issuer } = claims;
    if (iss !== issuer.issuer) throw refused('UNKNOWN_ISSUER');
    if (![aud].flat().includes(issuer.audience)) throw refused('AUDIENCE_MISMATCH');
    if (!isShortText(subject)) throw refused('CLAIM_MISSING');
    if (exp !== undefined && !(exp * 1_000 + TOLERANCE_MS > at)) throw refused('EXPIRED');
    if (nbf !== undefined && !(nbf * 1_000 - TOLERANCE_MS <= at)) throw refused('NOT_YET_VALID');
    const end = exp === undefined ? Infinity : exp * 1_000;
    return { issuer, subject, claims, freshUntil: Math.min(end, at + cacheSeconds * 1_000) };
  };
}

function refused(reason: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', { reason });
}

function unavailable(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('NOT_READY', { reason, cause });
}
