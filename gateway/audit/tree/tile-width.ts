/** Leaves in a full tile, and in a full bundle of entries. https://c2sp.org/tlog-tiles */
export const TILE_WIDTH = 256;
