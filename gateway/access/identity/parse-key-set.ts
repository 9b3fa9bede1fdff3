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
  .refine((key) => !('d' in key), { error: 'is a private key. Give the public half' });

const KEY_SET = z.looseObject(
  { keys: z.array(PUBLIC_JWK, { error: 'has no list of keys' }).min(1, { error: 'has no key' }) },
  { error: 'is not a JSON Web Key Set' },
);

/**
 * Reads a file with a JSON Web Key Set.
 *
 * @throws StartError where it cannot be read, is not a key set, or has a private or symmetric key
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
