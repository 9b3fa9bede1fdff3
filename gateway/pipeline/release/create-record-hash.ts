import { createHmac, hkdfSync } from 'node:crypto';

/** Returns what is recorded instead of an object's id where its key is PHI; null without a pseudonym key. */
export type RecordHash = (type: string, id: string) => string | null;

/**
 * Creates the hash: the first 128 bits, base64url, of HMAC-SHA-256 over type and id. Gateways with the same pseudonym
 * key produce the same hash; without the key it cannot be reversed. The HMAC key is derived for this use alone, so a
 * hash never equals a pseudonym that a caller sees.
 */
export function createRecordHash(pseudonymKey: Uint8Array | null): RecordHash {
  if (pseudonymKey === null) return () => null;
  const key = new Uint8Array(hkdfSync('sha256', pseudonymKey, '', 'phi-gateway/record-id/v1', 32));
  return (type, id) => {
    const hmac = createHmac('sha256', key).update(JSON.stringify([type, id]));
    return `hmac:${hmac.digest().subarray(0, 16).toString('base64url')}`;
  };
}
