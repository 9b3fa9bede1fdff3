import { hash } from 'node:crypto';

/** Most of what is hashed, a whole leaf among it, fits into this; what doesn't gets memory of its own. */
const SCRATCH = Buffer.allocUnsafeSlow(80 * 1024);

/** SHA-256 of these bytes, one after the other; of a text, those of its UTF-8. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  let room = 0;
  for (const part of parts) room += typeof part === 'string' ? part.length * 3 : part.length;
  if (room > SCRATCH.length) return digest(Buffer.concat(parts.map((part) => Buffer.from(part))));
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      at += SCRATCH.write(part, at);
    } else {
      SCRATCH.set(part, at);
      at += part.length;
    }
  }
  return digest(SCRATCH.subarray(0, at));
}

/** By way of a string, whose bytes are the digest's: a digest as a buffer takes twice as long to make. */
function digest(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}
