import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { createGatewayVerifier } from '../subgraph/create-gateway-verifier.ts';
import type {
  GatewayVerifierOptions,
  VerifyGatewayRequest,
} from '../subgraph/create-gateway-verifier.ts';
import { HealthStartError } from './health-start-error.ts';

/** The gateway whose requests a subgraph serves. */
export interface TrustedGateway {
  /** The URL or the file of the gateway's key set. */
  readonly jwks: string;
  /** The issuer in its signatures. */
  readonly issuer: string;
}

/**
 * Creates the check that a request comes from the gateway.
 *
 * @throws HealthStartError if the file holds no key set.
 */
export function createVerifyGateway(
  { jwks, issuer }: TrustedGateway,
  subgraph: string,
): VerifyGatewayRequest {
  return createGatewayVerifier({
    subgraph,
    issuer,
    jwks: jwks.includes('://') ? jwks : readKeySet(jwks),
  });
}

function readKeySet(path: string): Exclude<GatewayVerifierOptions['jwks'], string | URL> {
  try {
    return KEY_SET.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new HealthStartError(
      [`${path}: no JSON Web Key Set can be read there. Correct the path.`],
      {
        cause,
      },
    );
  }
}

const KEY_SET = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
