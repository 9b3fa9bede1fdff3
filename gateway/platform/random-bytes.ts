import { randomFillSync } from 'node:crypto';

/**
 * Takes random bytes of the system's generator from a pool, for ids and spans: filling 4 KiB takes about as long as filling
 * a few bytes. Each byte is taken once. Use the bytes before the next call, which may overwrite them, and not as keys.
 */
export function takeRandomBytes(count: number): Buffer {
  if (used + count > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += count;
  return POOL.subarray(used - count, used);
}

const POOL = Buffer.alloc(4096);

let used = POOL.length;
