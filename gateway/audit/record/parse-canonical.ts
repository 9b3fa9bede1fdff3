import { writeCanonical, type CanonicalValue } from './canonical-json.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of canonical bytes, or undefined where they are not exactly what `writeCanonical` writes.
 * Writing the value again and comparing refuses whatever a lenient parser forgives: a duplicate key, `1.0`,
 * an escape too many, a lone surrogate, white space, bytes that are no UTF-8.
 */
export function parseCanonical(bytes: Uint8Array): CanonicalValue | undefined {
  try {
    const text = UTF8.decode(bytes);
    const value = JSON.parse(text) as CanonicalValue;
    return writeCanonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
