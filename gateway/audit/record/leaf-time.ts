import { parseLeaf } from './parse-leaf.ts';

/** When a leaf says that it was recorded, UTC ms since 1970; null where it says nothing of the kind. */
export function timeOfLeaf(bytes: Uint8Array | undefined): number | null {
  const at: unknown = bytes === undefined ? null : parseLeaf(bytes)?.at;
  return typeof at === 'number' ? at : null;
}
