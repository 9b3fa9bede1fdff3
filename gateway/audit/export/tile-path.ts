import { TILE_WIDTH } from '../tree/tile-width.ts';

/** A tile of the tree; with the level `entries`, a bundle of leaves. */
export interface TilePlace {
  readonly level: number | 'entries';
  readonly index: number;
  /** Less than `TILE_WIDTH` if it is partial. */
  readonly width: number;
}

/**
 * The path of a tile in an export, such as `tile/0/x001/234` for index 1234, or `tile/0/x001/234.p/17` if it has 17 hashes.
 * https://c2sp.org/tlog-tiles#merkle-tree
 */
export function tilePath({ level, index, width }: TilePlace): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  const names = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`));
  const suffix = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${names.join('/')}${suffix}`;
}

/** The width of a tile of level 0, or of a bundle of leaves, in a tree with `size` leaves. */
export function widthOf(index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, size - index * TILE_WIDTH));
}
