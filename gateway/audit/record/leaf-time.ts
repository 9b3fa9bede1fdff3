import { parseLeaf } from './parse-leaf.ts';

/** When a leaf says that it was recorded, UTC ms since 1970; null if it cannot be read. */
export function timeOfLeaf(bytes: Uint8Array | undefined): number | null {
  const at: unknown = bytes === undefined ? null : parseLeaf(bytes)?.at;
  return typeof at === 'number' ? at : null;
}
