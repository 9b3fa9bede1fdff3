import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createTiles, type Tile } from '../../../../gateway/audit/export/create-tiles.ts';
import { packEntries, unpackEntries } from '../../../../gateway/audit/export/entry-bundle.ts';
import { tilePath } from '../../../../gateway/audit/export/tile-path.ts';
import { MAX_LEAF_BYTES } from '../../../../gateway/audit/record/leaf.ts';
import { treeHash } from './read-tiles.ts';

function hashes(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) =>
    createHash('sha256').update(String(index)).digest(),
  );
}

function tilesOf(leafHashes: readonly Buffer[]): Tile[] {
  const made: Tile[] = [];
  const tiles = createTiles((tile) => made.push(tile));
  for (const hash of leafHashes) tiles.add(hash);
  tiles.finish();
  return made;
}

describe('the tlog-tiles tiles of a Merkle tree', () => {
  it('have the levels and widths that the tlog-tiles specification lists for 70,000 leaves', () => {
    const made = tilesOf(hashes(70_000)).map(
      ({ level, hashes: { length } }) => `${level}:${length}`,
    );
    const counts = new Map<string, number>();
    for (const tile of made) counts.set(tile, (counts.get(tile) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      '0:256': 273,
      '0:112': 1,
      '1:256': 1,
      '1:17': 1,
      '2:1': 1,
    });
  });

  it('for 256 leaves are one full tile and, above it, a tile of width 1 that holds the tree hash', () => {
    const leaves = hashes(256);
    const made = tilesOf(leaves);
    expect(made.map(({ level, index, hashes: { length } }) => [level, index, length])).toEqual([
      [0, 0, 256],
      [1, 0, 1],
    ]);
    expect(made[1]?.hashes[0]).toEqual(treeHash(leaves));
  });

  it.each([0, 1, 255, 257])('are never empty for %i leaves', (count) => {
    expect(tilesOf(hashes(count)).every((tile) => tile.hashes.length > 0)).toBe(true);
  });
});

describe('the path of a tlog-tiles tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 999, width: 17 }, 'tile/1/999.p/17'],
    [{ level: 'entries', index: 1000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ] as const)('for %o is %s', (place, path) => {
    expect(tilePath(place)).toBe(path);
  });
});

describe('a tlog-tiles entry bundle', () => {
  it('unpacks to the leaves that were packed, including one of the maximum length and an empty one', () => {
    const leaves = [Buffer.alloc(MAX_LEAF_BYTES, 1), Buffer.alloc(0), Buffer.from('x')];
    expect(unpackEntries(packEntries(leaves))).toEqual(leaves);
  });
});
