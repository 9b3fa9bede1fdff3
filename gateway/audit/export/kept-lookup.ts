import { existsSync } from 'node:fs';
import { parseKeptLeaf, type KeptLeaf } from './parse-kept-leaf.ts';
import { readLines } from './read-files.ts';

/** The bodies that a pruning left, read from a list of them. */
export interface KeptLookup {
  /** Nothing for a leaf that isn't in the list. Whoever asks in ascending order reads the list once. */
  find(leaf: number): Buffer;
  close(): void;
}

/** A lookup in a file that need not be there. What follows a line that is none is not believed either. */
export function createKeptLookup(path: string): KeptLookup {
  let lines: Generator<KeptLeaf, void> | null = null;
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
