/**
 * An id as text; undefined for a value that is none, and for a number that JSON doesn't hold exactly: it was rounded
 * when it was read, and may be another's by now (RFC 8259, section 6).
 */
export function idText(value: unknown): string | undefined {
  return typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined;
}
