import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { appendLeaves, EMPTY_TREE, splitHashes, treeRoot } from './merkle-tree.ts';
import { TILE_WIDTH } from './tile-width.ts';

/** A tile of 256 leaves of which some are marked, such as the pruned ones. */
export interface TileDigest {
  /** Index of the tile; its first leaf is this times 256. */
  readonly tile: number;
  /** Merkle tree hash of its leaf hashes. */
  readonly root: Buffer;
  /** One bit per leaf, the lowest bit of a byte first; set if the leaf is not marked. */
  readonly bits: Buffer;
  /** Number of marked leaves. */
  readonly marked: number;
}

/** Builds tiles from leaf hashes and marks. */
export interface TileDigests {
  /** Adds the concatenated hashes of adjacent leaves. `marked` are positions among these leaves, from 0, ascending. */
  add(first: number, hashes: Buffer, marked: readonly number[]): void;
  /** Indexes of the marked leaves of the last tile if it isn't full. */
  rest(): readonly number[];
}

/** The part of one tile that came with one call of `add`. */
interface Piece {
  readonly hashes: Buffer;
  /** Positions in the tile. */
  readonly marked: readonly number[];
}

/**
 * Emits a digest of each full tile with a marked leaf; other tiles cost little. A gap between leaves discards the current
 * tile, so only complete tiles are emitted.
 */
export function createTileDigests(emit: (digest: TileDigest) => void): TileDigests {
  /** Index of the leaf that follows the last added one. */
  let next = 0;
  let pieces: Piece[] = [];

  const close = () => {
    const marked = pieces.flatMap((piece) => piece.marked);
    const hashes = Buffer.concat(pieces.map((piece) => piece.hashes));
    pieces = [];
    const isFull = hashes.length === TILE_WIDTH * HASH_BYTES;
    if (isFull && marked.length > 0) emit(digest(next / TILE_WIDTH - 1, hashes, marked));
  };
  return {
    add(first, hashes, marked) {
      if (first !== next) pieces = [];
      next = first;
      const count = hashes.length / HASH_BYTES;
      let markedBefore = 0;
      // Each round takes the hashes from `start` up to the end of a tile.
      for (let start = 0, end = 0; start < count; start = end) {
        const positionInTile = next % TILE_WIDTH;
        const offset = positionInTile - start;
        end = Math.min(count, TILE_WIDTH - offset);
        let markedUpTo = markedBefore;
        while ((marked[markedUpTo] ?? Infinity) < end) markedUpTo += 1;
        pieces.push({
          hashes: hashes.subarray(start * HASH_BYTES, end * HASH_BYTES),
          marked: marked.slice(markedBefore, markedUpTo).map((position) => position + offset),
        });
        markedBefore = markedUpTo;
        next += end - start;
        if (next % TILE_WIDTH === 0) close();
      }
    },
    rest() {
      const start = next - (next % TILE_WIDTH);
      return pieces.flatMap((piece) => piece.marked.map((position) => start + position));
    },
  };
}

function digest(tile: number, hashes: Buffer, marked: readonly number[]): TileDigest {
  const bits = Buffer.alloc(TILE_WIDTH / 8, 0xff);
  for (const position of marked) {
    const byte = Math.floor(position / 8);
    bits[byte] = (bits[byte] ?? 0) & ~(1 << (position % 8));
  }
  const root = treeRoot(appendLeaves(EMPTY_TREE, splitHashes(hashes)));
  return { tile, root, bits, marked: marked.length };
}

/** Merkle tree hash over all leaves of these tiles in order. Full tiles are subtrees of it. */
export function rootOfTiles(digests: readonly TileDigest[]): Buffer {
  const roots = digests.map((each) => each.root);
  return treeRoot(appendLeaves(EMPTY_TREE, roots));
}

/** Whether the leaf at this position in the tile is marked. */
export function isMarked({ bits }: TileDigest, position: number): boolean {
  return ((bits[Math.floor(position / 8)] ?? 0) & (1 << (position % 8))) === 0;
}
