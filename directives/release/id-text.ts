/**
 * An id as text; undefined for any other value, and for a number that is not a safe integer: JSON parsing may have
 * rounded it to another id (RFC 8259, section 6).
 */
export function idText(value: unknown): string | undefined {
  return typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined;
}
