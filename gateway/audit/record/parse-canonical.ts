import { isUtf8 } from 'node:buffer';
import type { CanonicalValue } from './canonical-json.ts';
import { isCanonical } from './is-canonical.ts';

/**
 * The value of canonical bytes, or undefined where they are not exactly what `writeCanonical` writes. That
 * refuses whatever a lenient parser forgives: a duplicate key, `1.0`, an escape too many, a lone surrogate,
 * white space, bytes that are no UTF-8.
 */
export function parseCanonical(bytes: Uint8Array): CanonicalValue | undefined {
  try {
    if (!isUtf8(bytes)) return undefined;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return isCanonical(text) ? (JSON.parse(text) as CanonicalValue) : undefined;
  } catch {
    return undefined;
  }
}
