import { existsSync } from 'node:fs';
import { parseKeptLeaf, type KeptLeaf } from './parse-list-lines.ts';
import { readLines } from './read-files.ts';

/** Finds remaining bodies of pruned bundles in their list. */
export interface KeptLookup {
  /** The body of a leaf; empty if it isn't in the list. Calls in ascending order read the list once. */
  find(leaf: number): Buffer;
  close(): void;
}

/** A lookup in a file that may be missing. A malformed line ends the list. */
export function createKeptLookup(path: string): KeptLookup {
  let lines: Generator<KeptLeaf, void> | null = null;
  /** The line that was read last; its leaf may be later than those that were requested. */
  let ahead: KeptLeaf | null = null;
  const next = () => {
    lines ??= readKept(path);
    const result = lines.next();
    return result.done === true ? null : result.value;
  };
  const close = () => {
    lines?.return();
    lines = null;
    ahead = null;
  };
  return {
    find(leaf) {
      // The list can only be read forward: an earlier leaf starts it again.
      if (ahead === null || ahead.leaf > leaf) close();
      let kept: KeptLeaf | null = ahead ?? next();
      while (kept !== null && kept.leaf < leaf) kept = next();
      ahead = kept;
      return kept?.leaf === leaf ? Buffer.from(kept.body) : NOTHING;
    },
    close,
  };
}

const NOTHING = Buffer.alloc(0);

function* readKept(path: string): Generator<KeptLeaf, void> {
  if (!existsSync(path)) return;
  for (const line of readLines(path)) {
    const kept = parseKeptLeaf(line);
    if (kept === null) return;
    yield kept;
  }
}
