import { hash } from 'node:crypto';

/** Most of what is hashed, a whole leaf among it, fits into this; what doesn't gets memory of its own. */
const SCRATCH = Buffer.allocUnsafeSlow(80 * 1024);

/** SHA-256 of these bytes, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > SCRATCH.length) return digest(Buffer.concat(parts));
  let at = 0;
  for (const part of parts) {
    SCRATCH.set(part, at);
    at += part.length;
  }
  return digest(SCRATCH.subarray(0, length));
}

/** By way of a string, whose bytes are the digest's: a digest as a buffer takes twice as long to make. */
function digest(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}
