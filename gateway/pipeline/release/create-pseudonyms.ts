import { createHmac } from 'node:crypto';
import type { Category } from '../../../directives/spec.ts';

/** Returns the function that gives each value its pseudonym within a project, or null if no pseudonyms can be created. */
export type Pseudonyms = (
  project: string | null,
) => (category: Category, value: string) => string | null;

/**
 * Creates pseudonyms: the first 128 bits, base64url, of HMAC-SHA-256 over project, category and value. Equal values
 * have equal pseudonyms within a project; across projects they cannot be linked without the key. Without a key, or for a
 * caller without a project, there are no pseudonyms.
 */
export function createPseudonyms(key: Uint8Array | null): Pseudonyms {
  return (project) => (category, value) => {
    if (key === null || project === null) return null;
    return createHmac('sha256', key)
      .update(JSON.stringify([project, category, value]))
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  };
}
