import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';

/** A JSON Web Key Set of public keys (RFC 7517, section 5). */
export interface KeySet {
  readonly keys: readonly PublicJwk[];
}

export type PublicJwk = z.infer<typeof PUBLIC_JWK>;

const PUBLIC_JWK = z
  .looseObject({
    kty: z.enum(['RSA', 'EC', 'OKP'], { error: 'has a type (kty) other than RSA, EC and OKP' }),
  })
  .refine((key) => !('d' in key), { error: 'is a private key. Give the public half', abort: true })
  .superRefine((key, context) => {
    const problem = findKeyProblem(key);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

const KEY_SET = z.looseObject(
  { keys: z.array(PUBLIC_JWK, { error: 'has no list of keys' }).min(1, { error: 'has no key' }) },
  { error: 'is not a JSON Web Key Set' },
);

/**
 * Reads a file with a JSON Web Key Set.
 *
 * @throws StartError where it cannot be read, is not a key set, or has a key that is private, symmetric, malformed or too
 *   short
 */
export function parseKeySet(file: string): KeySet {
  let tree: unknown;
  try {
    tree = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartError([`${file}: cannot be read as a JSON Web Key Set. Fix the path.`], {
      cause,
    });
  }
  const parsed = KEY_SET.safeParse(tree);
  if (parsed.success) return parsed.data;
  throw new StartError(
    parsed.error.issues.map(({ path, message }) => {
      const key = typeof path[1] === 'number' ? `key ${path[1]} ` : '';
      return `${file}: ${key}${message}.`;
    }),
  );
}

/** A shorter key of RSA verifies nothing: https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const MIN_RSA_BITS = 2_048;

function findKeyProblem(key: Readonly<Record<string, unknown>>): string | null {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' });
    const bits = asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS;
    return bits < MIN_RSA_BITS ? `has ${bits} bits. A key of RSA needs ${MIN_RSA_BITS}` : null;
  } catch {
    return 'is not a valid public key';
  }
}
