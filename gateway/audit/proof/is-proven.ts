import { readHash, type Checkpoint } from '../tree/checkpoint.ts';
import { isIncluded } from '../tree/merkle-proof.ts';
import { leafHash } from '../tree/merkle-tree.ts';
import type { IncludedLeaf } from './proof-file.ts';

/** Whether the audit path of a leaf leads to the root of a checkpoint. */
export function isProven(
  { index, path }: Pick<IncludedLeaf, 'index' | 'path'>,
  bytes: Buffer,
  { size, root }: Checkpoint,
): boolean {
  const hashes = path.flatMap((hash) => readHash(hash) ?? []);
  return (
    hashes.length === path.length &&
    isIncluded({ leaf: leafHash(bytes), index, size, root }, hashes)
  );
}
