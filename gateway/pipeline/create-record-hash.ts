import { createHmac, hkdfSync } from 'node:crypto';

/** What stands on the record for the id of an object whose key is PHI; null where there is no key to hash it with. */
export type RecordHash = (type: string, id: string) => string | null;

/**
 * The first 128 bits, base64url, of HMAC-SHA-256 over type and id: equal for one object at every gateway with the
 * same pseudonym key, and no way back without it. The key is derived for this use alone, so that no pseudonym
 * that a caller sees is ever one of these.
 */
export function createRecordHash(pseudonymKey: Uint8Array | null): RecordHash {
  if (pseudonymKey === null) return () => null;
  const key = new Uint8Array(hkdfSync('sha256', pseudonymKey, '', 'phi-gateway/record-id/v1', 32));
  return (type, id) => {
    const hmac = createHmac('sha256', key).update(JSON.stringify([type, id]));
    return `hmac:${hmac.digest().subarray(0, 16).toString('base64url')}`;
  };
}
