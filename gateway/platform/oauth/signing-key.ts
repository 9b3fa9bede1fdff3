import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';

/** The algorithms of RSA keys. The algorithm of any other key follows from its curve. */
export const RSA_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
export type RsaAlgorithm = (typeof RSA_ALGORITHMS)[number];

/**
 * Parses a private key in PEM that can sign assertions: RSA of at least 2048 bits, P-256, P-384, P-521 or Ed25519. Null
 * for any other text.
 */
export function parseSigningKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return importAlgorithm(key, 'RS256') === null ? null : key;
  } catch {
    return null;
  }
}

/** Imports a key of {@link parseSigningKey} into Web Crypto. */
export async function importSigningKey(
  key: KeyObject,
  rsa: RsaAlgorithm,
): Promise<webcrypto.CryptoKey> {
  const algorithm = importAlgorithm(key, rsa);
  if (algorithm === null) throw new TypeError('the key cannot sign assertions');
  const form = key.export({ format: 'der', type: 'pkcs8' });
  return crypto.subtle.importKey('pkcs8', form, algorithm, false, ['sign']);
}

const CURVES: ReadonlyMap<string | undefined, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);

const MIN_RSA_BITS = 2_048;

/** Null for a key that cannot sign assertions. */
function importAlgorithm(
  { asymmetricKeyType, asymmetricKeyDetails }: KeyObject,
  rsa: RsaAlgorithm,
) {
  switch (asymmetricKeyType) {
    case 'rsa':
      return (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS
        ? null
        : {
            name: rsa.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5',
            hash: `SHA-${rsa.slice(2)}`,
          };
    case 'ec': {
      const namedCurve = CURVES.get(asymmetricKeyDetails?.namedCurve);
      return namedCurve === undefined ? null : { name: 'ECDSA', namedCurve };
    }
    case 'ed25519':
      return { name: 'Ed25519' };
    case 'dsa':
    case 'ed448':
    case 'rsa-pss':
    case 'x25519':
    case 'x448':
    case undefined:
    default:
      return null;
  }
}
