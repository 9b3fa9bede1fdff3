import { inflateSync } from 'node:zlib';

/**
 * Unpacks a WOFF 1.0 file (https://www.w3.org/TR/WOFF/) to the TrueType font in it. fontkit reads WOFF too, but inflates a
 * table again for each of its glyphs, which takes seconds per letter.
 */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
    const stored = woff.subarray(offset ?? 0, (offset ?? 0) + (packed ?? 0));
    return {
      tag: woff.subarray(entry, entry + 4),
      checksum: woff.subarray(entry + 16, entry + 20),
      content: packed === length ? stored : inflateSync(stored),
    };
  });
  const directory = Buffer.alloc(12 + 16 * count);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const contents: Buffer[] = [];
  let at = directory.length;
  for (const [index, { tag, checksum, content }] of tables.entries()) {
    const entry = 12 + 16 * index;
    tag.copy(directory, entry);
    checksum.copy(directory, entry + 4);
    directory.writeUInt32BE(at, entry + 8);
    directory.writeUInt32BE(content.length, entry + 12);
    // Tables begin at multiples of four bytes.
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    contents.push(content, padding);
    at += content.length + padding.length;
  }
  return Buffer.concat([directory, ...contents]);
}

/** Bytes of the header, and of an entry of the table directory. */
const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
