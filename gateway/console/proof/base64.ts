/** The 32 bytes of a hash in base64, exactly as it is written; null for any other text. */
export function readHash(base64: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(base64)) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return writeBase64(bytes) === base64 ? bytes : null;
}

/** Bytes in base64. */
export function writeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
