import { hash } from 'node:crypto';

/** A secret key for tests that is of no pattern, in base64; of another name another one. */
export function secretKey(name = 'key'): string {
  return hash('sha256', name, 'base64');
}
