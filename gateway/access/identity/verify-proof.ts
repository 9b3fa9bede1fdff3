import { createHash } from 'node:crypto';
import type { IsFirstUse } from '../../platform/rates/first-use.ts';
import { TOKEN_ALGORITHMS } from './identity-config.ts';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from './jose.ts';
import { isShortText } from './read-claim.ts';
import { tokenRefused } from './token-refusals.ts';

/** The request that a proof must be made for. */
export interface ProvenRequest {
  readonly method: string;
  /** The URL that the client used, without query; null if the gateway does not know its public URL. */
  readonly url: string | null;
}

/** The access token that a proof must be made for. */
export interface BoundToken {
  readonly token: string;
  /** SHA-256 thumbprint of the key that the token is bound to (`cnf.jkt`). */
  readonly thumbprint: string;
}

/** Rejects with GatewayError `UNAUTHENTICATED` unless the values of the `DPoP` header are one valid proof. */
export type VerifyProof = (
  proofs: readonly string[],
  bound: BoundToken,
  request: ProvenRequest,
) => Promise<void>;

/** How old a proof may be. */
const MAX_AGE_S = 60;
/** How far the client's clock may be ahead. */
const TOLERANCE_S = 5;
/** How long a used proof is remembered. It is valid for 70 seconds; twice that, in case the clock is set back. */
const REMEMBER_S = 2 * (MAX_AGE_S + 2 * TOLERANCE_S);

/**
 * Creates the verification of proofs of possession (DPoP): https://www.rfc-editor.org/rfc/rfc9449#section-4.3
 *
 * A proof is accepted once: by all gateways that share a limit store, else by this gateway. Another gateway would accept it
 * within its minute, for the same request and token.
 */
export function createVerifyProof(now: () => number, isFirstUse: IsFirstUse): VerifyProof {
  return async (proofs, { token, thumbprint }, { method, url }) => {
    const [proof, ...more] = proofs;
    if (proof === undefined) throw tokenRefused('PROOF_MISSING');
    if (more.length > 0) throw tokenRefused('PROOF_INVALID');
    if (url === null) throw tokenRefused('PROOF_NOT_SUPPORTED');
    // First, since it is cheap: a thief of the token has another key.
    if ((await thumbprintOf(proof)) !== thumbprint) throw tokenRefused('PROOF_KEY_MISMATCH');
    const { payload } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...TOKEN_ALGORITHMS],
      requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
      maxTokenAge: MAX_AGE_S,
      clockTolerance: TOLERANCE_S,
      currentDate: new Date(now()),
    }).catch((cause: unknown) => {
      throw tokenRefused('PROOF_INVALID', cause);
    });
    const { jti, htm, htu, ath } = payload;
    if (!isShortText(jti)) throw tokenRefused('PROOF_INVALID');
    if (htm !== method || !isSameUrl(htu, url)) throw tokenRefused('PROOF_URL_MISMATCH');
    if (ath !== hashOf(token)) throw tokenRefused('PROOF_TOKEN_MISMATCH');
    const id = hashOf(JSON.stringify([thumbprint, jti]));
    if (!(await isFirstUse(id, REMEMBER_S))) throw tokenRefused('PROOF_REPLAYED');
  };
}

/** The thumbprint of the key in a proof's header. */
async function thumbprintOf(proof: string): Promise<string> {
  try {
    const { jwk } = decodeProtectedHeader(proof);
    return await calculateJwkThumbprint(jwk ?? {});
  } catch (cause) {
    throw tokenRefused('PROOF_INVALID', cause);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Compares a claim, normalized and without query and fragment, with a URL that is in this form. */
function isSameUrl(claim: unknown, url: string): boolean {
  if (typeof claim !== 'string' || !URL.canParse(claim)) return false;
  const { origin, pathname } = new URL(claim);
  return `${origin}${pathname}` === url;
}
