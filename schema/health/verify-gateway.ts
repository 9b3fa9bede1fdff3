import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { HealthStartError } from './health-start-error.ts';

/** The gateway whose requests a subgraph serves. */
export interface TrustedGateway {
  /** The URL or the file of the gateway's key set. */
  readonly jwks: string;
  /** The issuer in its signatures. */
  readonly issuer: string;
}

/** Whether a request comes from the gateway, by its `Authorization` header and its body as received. */
export type VerifyGateway = (authorization: string | undefined, body: Buffer) => Promise<boolean>;

/**
 * Creates the check of the gateway's signature: one key set, issuer and algorithm, this subgraph as audience,
 * at most a minute old, for exactly this body, and each token once. Other identity headers are ignored.
 *
 * @throws HealthStartError if the file holds no key set.
 */
export function createVerifyGateway(gateway: TrustedGateway, subgraph: string): VerifyGateway {
  const getKey = createGetKey(gateway.jwks);
  const used = new LRUCache<string, true>({ max: 1_000_000, ttl: 2 * MAX_AGE_S * 1000 });

  return async (authorization, body) => {
    const token = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return false;
    try {
      const { payload } = await jwtVerify(token, getKey, {
        issuer: gateway.issuer,
        audience: subgraph,
        algorithms: ['ES256'],
        typ: 'phi-gateway-request+jwt',
        requiredClaims: ['exp', 'iat', 'jti', 'content_digest'],
        maxTokenAge: MAX_AGE_S,
        clockTolerance: 5,
      });
      const { jti = '', content_digest: digest } = payload;
      if (digest !== digestOf(body) || used.has(jti)) return false;
      used.set(jti, true);
      return true;
    } catch (error) {
      // An invalid token, or keys that can't be fetched: the sender is not proven.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
      throw error;
    }
  };
}

const MAX_AGE_S = 60;

/** https://www.rfc-editor.org/rfc/rfc9530#section-2 */
function digestOf(body: Buffer): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function createGetKey(jwks: string): JWTVerifyGetKey {
  if (jwks.includes('://')) return createRemoteJWKSet(new URL(jwks));
  try {
    return createLocalJWKSet(KEY_SET.parse(JSON.parse(readFileSync(jwks, 'utf8'))));
  } catch (cause) {
    throw new HealthStartError(
      [`${jwks}: no JSON Web Key Set can be read there. Correct the path.`],
      {
        cause,
      },
    );
  }
}

const KEY_SET = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
