import { appendLeaves, EMPTY_TREE, treeRoot } from '../tree/merkle-tree.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';

/** A tile of the tree: hashes of adjacent perfect subtrees of 256^level leaves each. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  /** At most `TILE_WIDTH`; fewer at the right edge. */
  readonly hashes: readonly Buffer[];
}

/** Builds the tiles of a tree from its leaves. */
export interface Tiles {
  add(leafHash: Buffer): void;
  /** Emits the partial tiles of the right edge. No leaf may be added after this. */
  finish(): void;
}

interface Level {
  readonly index: number;
  readonly hashes: Buffer[];
}

/**
 * Emits each tile once, when it or the tree is complete, and keeps one unfinished tile per level: memory doesn't grow with
 * the tree. https://c2sp.org/tlog-tiles#merkle-tree
 */
export function createTiles(emit: (tile: Tile) => void): Tiles {
  const levels: Level[] = [];
  const push = (level: number, hash: Buffer) => {
    const current = levels[level] ?? { index: 0, hashes: [] };
    const { index, hashes } = current;
    levels[level] = current;
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    emit({ level, index, hashes });
    levels[level] = { index: index + 1, hashes: [] };
    push(level + 1, treeRoot(appendLeaves(EMPTY_TREE, hashes)));
  };
  return {
    add(leafHash) {
      push(0, leafHash);
    },
    finish() {
      for (const [level, { index, hashes }] of levels.entries()) {
        if (hashes.length > 0) emit({ level, index, hashes });
      }
    },
  };
}
