import { constants, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * The asymmetric algorithms of RFC 9421 without RSASSA-PKCS1-v1_5. A shared secret is left out: each of its holders could
 * sign as the other.
 * https://www.rfc-editor.org/rfc/rfc9421#section-6.2.2
 */
export const SIGNATURE_ALGORITHMS = [
  'ecdsa-p256-sha256',
  'ecdsa-p384-sha384',
  'ed25519',
  'rsa-pss-sha512',
] as const;

export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** The names of the algorithms in JSON Web Keys (RFC 7518, section 3.1, and RFC 8037, section 3.1). */
export const JOSE_ALGORITHMS = {
  'ecdsa-p256-sha256': 'ES256',
  'ecdsa-p384-sha384': 'ES384',
  ed25519: 'EdDSA',
  'rsa-pss-sha512': 'PS512',
} as const satisfies Readonly<Record<SignatureAlgorithm, string>>;

/** The only algorithm of a key, so that no message can choose another one; null for a key without one. */
export function signatureAlgorithmOf(key: KeyObject): SignatureAlgorithm | null {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType;
  if (type === 'ec' && namedCurve === 'prime256v1') return 'ecdsa-p256-sha256';
  if (type === 'ec' && namedCurve === 'secp384r1') return 'ecdsa-p384-sha384';
  if (type === 'ed25519') return 'ed25519';
  const isRsa = type === 'rsa' || type === 'rsa-pss';
  return isRsa && modulusLength >= 2_048 ? 'rsa-pss-sha512' : null;
}

/** Signs bytes, on a thread of Node.js's pool. */
export function signBytes(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
): Promise<Uint8Array> {
  return signOnPool(HASHES[algorithm], data, { key, ...PARAMETERS });
}

/** Verifies the signature of bytes, on a thread of Node.js's pool. */
export function verifyBytes(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  { data, signature }: { readonly data: Uint8Array; readonly signature: Uint8Array },
): Promise<boolean> {
  return verifyOnPool(HASHES[algorithm], data, { key, ...PARAMETERS }, signature);
}

const signOnPool = promisify(sign);
const verifyOnPool = promisify(verify);

const HASHES = {
  'ecdsa-p256-sha256': 'sha256',
  'ecdsa-p384-sha384': 'sha384',
  ed25519: null,
  'rsa-pss-sha512': 'sha512',
} as const satisfies Readonly<Record<SignatureAlgorithm, string | null>>;

/** The form of ECDSA signatures is r ‖ s, and the salt of RSASSA-PSS has 64 bytes (RFC 9421, section 3.3). */
const PARAMETERS = {
  dsaEncoding: 'ieee-p1363',
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: 64,
} as const;
