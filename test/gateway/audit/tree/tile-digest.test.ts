import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import {
  createTileDigests,
  isMarked,
  rootOfTiles,
  type TileDigest,
} from '../../../../gateway/audit/tree/tile-digest.ts';

const HASHES = Array.from({ length: 1100 }, (_, index) => leafHash(Buffer.from(String(index))));

/** Digests of the hashes in batches of these sizes. */
function digestsOf(sizes: readonly number[], marked: ReadonlySet<number>) {
  const found: TileDigest[] = [];
  const digests = createTileDigests((digest) => found.push(digest));
  let first = 0;
  for (const size of sizes) {
    const indexes = Array.from({ length: size }, (_, offset) => first + offset);
    const hashes = Buffer.concat(indexes.map((index) => HASHES[index] ?? Buffer.alloc(32)));
    const places = indexes.flatMap((index, place) => (marked.has(index) ? [place] : []));
    digests.add(first, hashes, places);
    first += size;
  }
  return { found, rest: digests.rest(), size: first };
}

describe('the digests of tiles of the Merkle tree', () => {
  it('are made for exactly the full tiles with a marked leaf, with their root, for any grouping into batches', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 3 });
    const marks = fc.uniqueArray(fc.nat(900), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, marks, (list, marked) => {
        const set = new Set(marked);
        const { found, rest, size } = digestsOf(list, set);
        const full = Math.floor(size / 256);
        const tiles = [...new Set(marked.map((index) => Math.floor(index / 256)))].toSorted(
          (a, b) => a - b,
        );
        expect(found.map(({ tile }) => tile)).toEqual(tiles.filter((tile) => tile < full));
        for (const digest of found) {
          const inTile = HASHES.slice(digest.tile * 256, digest.tile * 256 + 256);
          expect(digest.root.equals(treeRoot(appendLeaves(EMPTY_TREE, inTile)))).toBe(true);
          const places = Array.from({ length: 256 }, (_, place) => place);
          const is = places
            .filter((place) => isMarked(digest, place))
            .map((place) => digest.tile * 256 + place);
          const expected = marked.filter((index) => Math.floor(index / 256) === digest.tile);
          expect(is).toEqual(expected.toSorted((a, b) => a - b));
          expect(is).toHaveLength(digest.marked);
        }
        const last = marked.filter((index) => index >= full * 256 && index < size);
        expect(rest).toEqual(last.toSorted((a, b) => a - b));
      }),
    );
  });

  it('of neighboring tiles combine to the root of all their leaves', () => {
    const { found } = digestsOf([300, 300, 300], new Set([0, 256, 512]));
    const root = treeRoot(appendLeaves(EMPTY_TREE, HASHES.slice(0, 768)));
    expect(rootOfTiles(found).equals(root)).toBe(true);
  });

  it('are not computed for a tile with a missing leaf', () => {
    const found: TileDigest[] = [];
    const digests = createTileDigests((digest) => found.push(digest));
    digests.add(0, Buffer.concat(HASHES.slice(0, 100)), [3]);
    digests.add(101, Buffer.concat(HASHES.slice(101, 256)), [3]);
    expect(found).toEqual([]);
    digests.add(256, Buffer.concat(HASHES.slice(256, 512)), [3]);
    expect(found.map(({ tile }) => tile)).toEqual([1]);
  });
});
