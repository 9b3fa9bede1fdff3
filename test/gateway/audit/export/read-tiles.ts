import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A reader of tiled transparency logs written from the specification alone, with nothing of the product in
 * it: what a third party does with an export. https://c2sp.org/tlog-tiles
 */
export function readTiledLog(directory: string) {
  const note = readFileSync(join(directory, 'checkpoint'), 'utf8');
  const [origin = '', sizeLine = '', rootLine = ''] = note.split('\n');
  const size = Number(sizeLine);
  const entries = Array.from({ length: Math.ceil(size / 256) }, (_, n) =>
    readBundle(readFileSync(join(directory, 'tile/entries', name(n, 0, size)))),
  ).flat();
  return { origin, size, root: Buffer.from(rootLine, 'base64'), entries, note };
}

/** The root by the top of the tiles: of every level, only the hashes that no tile above stands for. */
export function rootByUpperTiles(directory: string, size: number): Buffer {
  const edge: Buffer[] = [];
  for (let level = 0; 256 ** level <= size; level += 1) {
    const width = Math.floor(size / 256 ** level) % 256;
    if (width === 0) continue;
    const n = Math.floor(size / 256 ** (level + 1));
    const tile = readFileSync(join(directory, 'tile', String(level), name(n, level, size)));
    edge.unshift(treeHash(splitTile(tile)));
  }
  // Each level's partial tile stands right of all that the levels above it span.
  return edge.length === 0 ? sha256() : edge.reduceRight((right, left) => node(left, right));
}

/** Every hash of level 0. */
export function leafHashes(directory: string, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(size / 256) }, (_, n) =>
    splitTile(readFileSync(join(directory, 'tile/0', name(n, 0, size)))),
  ).flat();
}

/** RFC 6962's leaf hash. */
export function hashEntry(entry: Buffer): Buffer {
  return sha256(Buffer.from([0]), entry);
}

/** RFC 6962's MTH over hashes of leaves, straight from its definition. */
export function treeHash(hashes: readonly Buffer[]): Buffer {
  const [first = sha256()] = hashes;
  if (hashes.length <= 1) return first;
  const k = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return node(treeHash(hashes.slice(0, k)), treeHash(hashes.slice(k)));
}

function name(n: number, level: number, size: number): string {
  const text = String(n);
  const padded = '0'.repeat((3 - (text.length % 3)) % 3) + text;
  const groups = Array.from({ length: padded.length / 3 }, (_, at) =>
    padded.slice(at * 3, at * 3 + 3),
  );
  const last = groups.pop() ?? '';
  const path = [...groups.map((group) => `x${group}`), last].join('/');
  const isFull = (n + 1) * 256 ** (level + 1) <= size;
  return isFull ? path : `${path}.p/${Math.floor(size / 256 ** level) % 256}`;
}

function readBundle(bytes: Buffer): Buffer[] {
  const entries = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at);
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

function splitTile(bytes: Buffer): Buffer[] {
  if (bytes.length % 32 !== 0) throw new Error('The tile is not made of hashes.');
  return Array.from({ length: bytes.length / 32 }, (_, at) =>
    bytes.subarray(at * 32, at * 32 + 32),
  );
}

function node(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.from([1]), left, right);
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
