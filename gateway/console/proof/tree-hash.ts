/** `SHA-256(0x00 ‖ bytes)`. https://www.rfc-editor.org/rfc/rfc6962#section-2.1 */
export async function leafHash(text: string): Promise<Uint8Array> {
  return sha256(new Uint8Array([0]), new TextEncoder().encode(text));
}

/** `SHA-256(0x01 ‖ left ‖ right)`. */
export async function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return sha256(new Uint8Array([1]), left, right);
}

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
