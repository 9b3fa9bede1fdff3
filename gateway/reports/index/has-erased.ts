import { openingStates } from '../../audit/record/open-leaf.ts';
import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import type { StoredLeaf } from './derive-leaf.ts';

/** Whether openings of a leaf were erased. */
export function hasErased({ bytes, openings }: StoredLeaf): boolean {
  const leaf = openings === null ? null : parseLeaf(bytes);
  return leaf !== null && openingStates(leaf, openings).includes('erased');
}
