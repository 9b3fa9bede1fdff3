import {
  signMessage,
  verifyMessage,
  type FindKey,
  type ResponseMessage,
  type SignatureFault,
  type SignatureFields,
  type SignatureProfile,
  type SigningKey,
} from './message-signature.ts';
import { REQUEST_LABEL } from './request-signature.ts';

/**
 * The signature of a response covers that of its request, which no other request has: so a response counts for one request
 * alone.
 * https://www.rfc-editor.org/rfc/rfc9421#section-2.4
 */
const PROFILE: SignatureProfile = {
  label: 'subgraph',
  tag: 'phi-gateway-response',
  components: [
    '@status',
    'content-digest',
    'content-type',
    { name: 'signature', parameters: { req: true, key: REQUEST_LABEL } },
  ],
};

/** Seconds that the clock of a subgraph may differ. That the response is a new one follows from what it covers. */
const CLOCK_SKEW_S = 60;

/** Signs a response, with its fields `Content-Type` and `Content-Digest`, to a signed request. */
export function signResponseMessage(
  response: ResponseMessage,
  key: SigningKey,
  now: number,
): Promise<SignatureFields> {
  return signMessage(response, PROFILE, { ...key, now });
}

/** Verifies the signature of a response; null if it counts. That `Content-Digest` fits the body is not checked here. */
export function verifyResponseSignature(
  response: ResponseMessage,
  { findKey, now }: { readonly findKey: FindKey; readonly now: number },
): Promise<SignatureFault | null> {
  return verifyMessage(response, PROFILE, {
    findKey,
    requiredParameters: ['created', 'keyid', 'alg', 'tag'],
    clockSkew: CLOCK_SKEW_S,
    now: Math.floor(now / 1000),
  });
}
