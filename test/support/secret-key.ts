import { hash } from 'node:crypto';

/** A secret key for tests without a pattern, in base64; each name gives a different key. */
export function secretKey(name = 'key'): string {
  return hash('sha256', name, 'base64');
}
