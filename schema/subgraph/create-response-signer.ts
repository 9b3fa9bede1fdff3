import { createPrivateKey, createPublicKey, KeyObject, type JsonWebKey } from 'node:crypto';
import { calculateJwkThumbprint } from './jose.ts';
import { contentDigest } from './content-digest.ts';
import type { GatewayRequest } from './gateway-request.ts';
import { fieldLines, type HttpFields } from './http-fields.ts';
import { UNUSABLE_KEY, type SignatureFields } from './message-signature.ts';
import { signResponseMessage } from './response-signature.ts';
import { JOSE_ALGORITHMS, signatureAlgorithmOf } from './signature-algorithm.ts';

/** A response to sign. */
export interface UnsignedResponse {
  readonly status: number;
  /** As they will be sent. `Content-Type` is signed, so it is required. */
  readonly headers: HttpFields;
  /** As it will be sent, so compressed already where it is. A text is in UTF-8. */
  readonly body: string | Uint8Array;
}

/** The fields that a signed response has in addition to its own. */
export interface ResponseSignatureFields extends SignatureFields {
  readonly 'content-digest': string;
}

/** Signs responses with the key of a subgraph. */
export interface ResponseSigner {
  /**
   * Returns the fields to add to the response. The signature counts for this request alone.
   *
   * Rejects with TypeError for a response without `Content-Type`, and for a request whose signature was not verified: give
   * `createGatewayVerifier` the `url`.
   */
  readonly sign: (
    request: GatewayRequest,
    response: UnsignedResponse,
  ) => Promise<ResponseSignatureFields>;
  /** The key set with the public half, for `responseKeys` of the subgraph in the gateway's configuration. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
}

/**
 * Creates the signer of a subgraph's responses. The key is private, in PEM or as a KeyObject: P-256, P-384, Ed25519 or RSA.
 *
 * Rejects with TypeError for another key.
 */
export async function createResponseSigner(
  privateKey: string | Uint8Array | KeyObject,
  now: () => number = Date.now,
): Promise<ResponseSigner> {
  const key = privateKey instanceof KeyObject ? privateKey : createPrivateKey(toPem(privateKey));
  const algorithm = signatureAlgorithmOf(key);
  if (algorithm === null || key.type !== 'private') throw new TypeError(UNUSABLE_KEY);
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const keyId = await calculateJwkThumbprint({ ...jwk, kty: jwk.kty ?? '' });
  return {
    jwks: { keys: [{ ...jwk, kid: keyId, alg: JOSE_ALGORITHMS[algorithm], use: 'sig' }] },
    sign: async ({ signature }, { status, headers, body }) => {
      if (signature === null) throw new TypeError('The signature of the request was not verified.');
      const digest = contentDigest(body);
      const fields = [...withoutDigest(headers), ['content-digest', digest] as const];
      // The signature covers no other part of the request.
      const request = { method: 'POST', url: 'https://gateway.invalid', fields: { signature } };
      const signed = await signResponseMessage({ status, fields, request }, { key, keyId }, now());
      return { 'content-digest': digest, ...signed };
    },
  };
}

function toPem(key: string | Uint8Array): string {
  return typeof key === 'string' ? key : Buffer.from(key).toString('utf8');
}

function withoutDigest(headers: HttpFields): ReturnType<typeof fieldLines> {
  return fieldLines(headers).filter(([name]) => name !== 'content-digest');
}
