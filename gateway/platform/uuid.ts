import { v7, type Version7Options } from 'uuid';
import { takeRandomBytes } from './random-bytes.ts';

/** Name-based UUIDs (version 5). No other file imports the library. */
export { v5 as namedUuid } from 'uuid';

/**
 * Creates a UUID that begins with the time in milliseconds (version 7), by default that of now. The rest is random, so that
 * UUIDs of one millisecond are in no order, unless `seq` counts them. https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export function uuid(options: Pick<Version7Options, 'msecs' | 'seq'> = {}): string {
  return v7({ rng: takeUuidBytes, ...options });
}

function takeUuidBytes(): Uint8Array {
  return takeRandomBytes(16);
}
