import { KeyObject } from 'node:crypto';
import { types } from 'node:util';
import { fitsContentDigest } from '../../../schema/subgraph/content-digest.ts';
import { fieldValue } from '../../../schema/subgraph/http-fields.ts';
import type { FindKey } from '../../../schema/subgraph/message-signature.ts';
import { verifyResponseSignature } from '../../../schema/subgraph/response-signature.ts';
import { JOSE_ALGORITHMS } from '../../../schema/subgraph/signature-algorithm.ts';
import type { Location } from '../../platform/setting-types.ts';
import type { ResponseFault, VerifyResponse } from '../../platform/subgraph/message-signatures.ts';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from './jose.ts';
import { parseKeySet } from './parse-key-set.ts';
import { createRemoteKeys } from './remote-keys.ts';

/**
 * The check for `verifyResponses: digest`: that the response has a Content-Digest (RFC 9530) and the digest fits the body.
 * It detects errors of transport, not attackers, who can compute a digest too.
 */
export const verifyDigest: VerifyResponse = ({ fields, body }) =>
  Promise.resolve(digestFault(fieldValue(fields, 'content-digest'), body));

/**
 * Creates the check of a subgraph's signed responses: that the body has its digest, and that one of the subgraph's keys has
 * signed the digest, the status, the content type and the signature of the request.
 *
 * @throws StartError where a file is not a key set
 */
export function createVerifyResponse(keys: Location, now: () => number = Date.now): VerifyResponse {
  const findKey = createFindKey(
    keys.kind === 'file'
      ? createLocalJWKSet({ keys: [...parseKeySet(keys.path).keys] })
      : createRemoteKeys({
          url: new URL(keys.url),
          staleMs: STALE_MS,
          // Failed fetches are not reported here: calls to the subgraph fail then, which is counted and logged.
          onFetched: () => undefined,
        }).getKey,
  );
  return async (response) => {
    const digest = fieldValue(response.fields, 'content-digest');
    return (
      digestFault(digest, response.body) ??
      verifyResponseSignature(response, { findKey, now: now() })
    );
  };
}

/** How long the last fetched keys are used while fetching them fails. */
const STALE_MS = 60 * 60_000;

function digestFault(digest: string | null, body: Uint8Array): ResponseFault | null {
  if (digest === null) return 'NO_DIGEST';
  return fitsContentDigest(digest, body) ? null : 'BAD_DIGEST';
}

function createFindKey(getKey: JWTVerifyGetKey): FindKey {
  return async (keyId, algorithm) => {
    try {
      const header = { alg: JOSE_ALGORITHMS[algorithm], kid: keyId };
      const key = await getKey(header, { payload: '', signature: '' });
      return types.isCryptoKey(key) ? KeyObject.from(key) : null;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return null;
      throw error;
    }
  };
}
