import { contentDigest } from '../../../schema/subgraph/content-digest.ts';
import { signRequest } from '../../../schema/subgraph/request-signature.ts';
import type { SignRequest } from '../../platform/subgraph/message-signatures.ts';
import type { IdentityKey } from './open-identity-key.ts';

/**
 * Creates the signer of whole requests to subgraphs: method, URL, body, content type and the statement about the caller, with
 * the key that signs the statement.
 */
export function createSignRequest(
  { privateKey, kid }: Pick<IdentityKey, 'privateKey' | 'kid'>,
  now: () => number,
): SignRequest {
  const key = { key: privateKey, keyId: kid };
  return async ({ method, url, fields, body }) => {
    const digest = { 'content-digest': contentDigest(body) };
    const request = { method, url, fields: { ...fields, ...digest } };
    return { ...digest, ...(await signRequest(request, key, now())) };
  };
}
