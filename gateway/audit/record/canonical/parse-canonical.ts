import { isUtf8 } from 'node:buffer';
import type { CanonicalValue } from './canonical-json.ts';
import { OFFSETS_PER_MEMBER, scanObject, scanValue } from './scan-canonical.ts';

/**
 * The value of canonical bytes; undefined if they are not exactly what `writeCanonical` writes. Refuses what a lenient parser
 * accepts: a duplicate key, `1.0`, an unnecessary escape, a lone surrogate, white space, invalid UTF-8.
 */
export function parseCanonical(bytes: Uint8Array): CanonicalValue | undefined {
  try {
    const isCanonical = isUtf8(bytes) && scanValue(bytes, 0) === bytes.length;
    return isCanonical ? parse(bytes, 0, bytes.length) : undefined;
  } catch {
    // Nesting too deep to scan.
    return undefined;
  }
}

/** Returns the member of an object with this ASCII name; undefined if there is no such member. */
export type MemberLookup = (name: string) => CanonicalValue | undefined;

/**
 * The members of an object in canonical bytes; null if `parseCanonical` returns no object. Members are parsed on demand, since
 * most callers need a small part of a leaf.
 */
export function parseMembers(bytes: Uint8Array): MemberLookup | null {
  const offsets: number[] = [];
  try {
    if (!isUtf8(bytes) || scanObject(bytes, 0, offsets) !== bytes.length) return null;
  } catch {
    return null;
  }
  return (name) => {
    for (let at = 0; at < offsets.length; at += OFFSETS_PER_MEMBER) {
      const nameStart = offsets[at] ?? 0;
      const nameEnd = offsets[at + 1] ?? 0;
      if (!isNamed(bytes, name, nameStart, nameEnd)) continue;
      const valueStart = offsets[at + 2] ?? 0;
      const valueEnd = offsets[at + 3] ?? 0;
      return parse(bytes, valueStart, valueEnd);
    }
    return undefined;
  };
}

function isNamed(bytes: Uint8Array, name: string, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let index = 0; index < name.length; index += 1)
    if (bytes[start + index] !== name.charCodeAt(index)) return false;
  return true;
}

function parse(bytes: Uint8Array, start: number, end: number): CanonicalValue {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  return JSON.parse(text) as CanonicalValue;
}
