/** Maximum length of a leaf in a bundle. */
export const MAX_ENTRY_BYTES = 0xffff;

const LENGTH_BYTES = 2;

/**
 * Packs leaves into a bundle: for each its length in two bytes, big-endian, and its bytes.
 * https://c2sp.org/tlog-tiles#log-entries
 */
export function packEntries(leaves: readonly Buffer[]): Buffer {
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );
}

/** The leaves of a bundle; null if the lengths don't add up. */
export function unpackEntries(bundle: Buffer): Buffer[] | null {
  const leaves = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bundle.length) {
    const end = at + LENGTH_BYTES + bundle.readUInt16BE(at);
    if (end > bundle.length) return null;
    leaves.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return at === bundle.length ? leaves : null;
}
