import { createHash } from 'node:crypto';
import { parseDictionary } from 'structured-headers';

/**
 * The value of the field `Content-Digest` for a body, a text in UTF-8.
 * https://www.rfc-editor.org/rfc/rfc9530#section-2
 */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** The algorithms that RFC 9530 does not deprecate, and their names in node:crypto. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * Whether a `Content-Digest` field fits a body: it has a digest of SHA-256 or SHA-512, and each of these is the body's.
 * Other algorithms are ignored: RFC 9530 deprecates them for use against an attacker.
 * https://www.rfc-editor.org/rfc/rfc9530#section-6.6
 */
export function fitsContentDigest(field: string, body: string | Uint8Array): boolean {
  const digests = [...parseDigests(field)].flatMap(([algorithm, [digest]]) => {
    const hash = HASHES.get(algorithm);
    return hash === undefined ? [] : [{ hash, digest }];
  });
  return (
    digests.length > 0 &&
    digests.every(
      ({ hash, digest }) =>
        digest instanceof ArrayBuffer &&
        createHash(hash).update(body).digest().equals(Buffer.from(digest)),
    )
  );
}

/** The members of the field; none if it is malformed. */
function parseDigests(field: string): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(field);
  } catch {
    return new Map();
  }
}
