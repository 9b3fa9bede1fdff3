import { readHash } from './base64.ts';

/** What a signed checkpoint says of its tree. */
export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Reads a checkpoint; null where it is none. Checks no signature. https://c2sp.org/tlog-checkpoint */
export function readCheckpoint(note: string): TreeHead | null {
  const [origin = '', size = '', root = ''] = note.split('\n');
  const hash = readHash(root);
  if (origin === '' || hash === null || !/^(0|[1-9]\d{0,15})$/.test(size)) return null;
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root: hash } : null;
}
