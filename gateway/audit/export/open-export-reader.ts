import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../platform/errors.ts';
import type { Opening } from '../record/opening.ts';
import type { BatchRow, DerivedFault, RowReader } from '../store/ledger-reader.ts';
import { packLeaves } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { splitHashes } from '../tree/merkle-tree.ts';
import { BATCH_LIST, BATCH_LIST_HEAD, KEPT_LIST, type ListedBatch } from './batch-list.ts';
import { createIdentityLookup } from './identity-lookup.ts';
import { createKeptLookup, type KeptLookup } from './kept-lookup.ts';
import { createTiles, type Tile } from './create-tiles.ts';
import { MAX_ENTRY_BYTES, unpackEntries } from './entry-bundle.ts';
import { parseListedBatch } from './parse-list-lines.ts';
import { exportFault, readBounded, readLines } from './read-files.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';
import { tilePath, widthOf } from './tile-path.ts';

const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);
const MAX_TILE_BYTES = TILE_WIDTH * HASH_BYTES;
const MAX_NOTE_BYTES = 1_000_000;

/**
 * Opens an exported ledger to read it like a store. Nothing in it is trusted: missing or malformed parts give missing or
 * malformed rows, which the verifier reports. Throws a `StartError` if the directory has no export.
 */
export function openExportReader(directory: string): RowReader {
  if (!existsSync(join(directory, BATCH_LIST))) {
    throw new StartError([
      `${directory} is not an export of an audit ledger: it has no ${BATCH_LIST}.`,
    ]);
  }
  /** Openings of the batches that were read last: a caller looks them up next. */
  let recent: readonly Opening[] = [];
  const identities = createIdentityLookup(() => readListed(directory));
  return {
    where: directory,
    isLedger: true,
    batches: (from = 0) =>
      readBatches(directory, from, (openings) => {
        // The caller may be some batches behind.
        if (openings.length > 0) recent = [...recent, ...openings].slice(-MAX_RECENT);
      }),
    findOpening(commitment) {
      const known = recent.find((opening) => opening.commitment === commitment);
      return Promise.resolve(known ?? searchOpening(directory, commitment));
    },
    size: () => Promise.resolve(readSize(directory)),
    identities: (from, to) => Promise.resolve(identities.find(from, to)),
    derivedFaults: () => findDerivedFaults(directory),
    isWriteAheadLogMissing: () => false,
    faultOf: exportFault,
    close() {
      identities.close();
      return Promise.resolve();
    },
  };
}

const MAX_RECENT = 1000;

function* readListed(directory: string): Generator<ListedBatch | null, void> {
  let isHead = true;
  for (const line of readLines(join(directory, BATCH_LIST))) {
    if (!isHead) yield parseListedBatch(line);
    else if (line !== BATCH_LIST_HEAD) yield null;
    isHead = false;
  }
}

async function* readBatches(
  directory: string,
  from: number,
  onOpenings: (openings: readonly Opening[]) => void,
): AsyncGenerator<BatchRow> {
  const size = readSize(directory);
  const kept = createKeptLookup(join(directory, KEPT_LIST));
  const bundles = createPages((index) => readBundle(directory, { index, size, kept }));
  const tiles = createPages((index) => readTile(directory, index, size));
  let end = 0;
  try {
    for (const listed of readListed(directory)) {
      if (listed === null || listed.first < end) {
        yield { first: end, batch: null };
        continue;
      }
      const { first, count, note, openings } = listed;
      end = first + count;
      if (first < from) continue;
      onOpenings(openings);
      const leaves = packLeaves(bundles.slice(first, Math.min(end, size)));
      const hashes = Buffer.concat(tiles.slice(first, Math.min(end, size)));
      // An export stores size and root only in the checkpoint.
      const signed = readCheckpoint(note)?.checkpoint;
      const root = signed?.root ?? Buffer.alloc(HASH_BYTES);
      const batch = { first, count, leaves, hashes, size: signed?.size ?? end, root, note };
      yield { first, batch };
    }
  } finally {
    kept.close();
  }
}

/** The size in the checkpoint of the export. */
function readSize(directory: string): number {
  return readCheckpoint(readNote(directory))?.checkpoint.size ?? 0;
}

function readNote(directory: string): string {
  return readBounded(join(directory, 'checkpoint'), MAX_NOTE_BYTES).toString();
}

/** The hashes of a tile; none if its length is wrong. */
function readTile(directory: string, index: number, size: number): readonly Buffer[] {
  const width = widthOf(index, size);
  const path = tilePath({ level: 0, index, width });
  const bytes = readBounded(join(directory, path), MAX_TILE_BYTES);
  return bytes.length === width * HASH_BYTES ? splitHashes(bytes) : [];
}

/** The leaves of a bundle; empty if it is malformed. For a missing bundle, its kept leaves. */
function readBundle(
  directory: string,
  {
    index,
    size,
    kept,
  }: { readonly index: number; readonly size: number; readonly kept: KeptLookup },
): readonly Buffer[] {
  const width = widthOf(index, size);
  const path = join(directory, tilePath({ level: 'entries', index, width }));
  // The verifier checks whether a missing bundle was pruned.
  if (!existsSync(path))
    return Array.from({ length: width }, (_, offset) => kept.find(index * TILE_WIDTH + offset));
  const leaves = unpackEntries(readBounded(path, MAX_BUNDLE_BYTES));
  return leaves?.length === width ? leaves : [];
}

/** Reads adjacent items from pages of `TILE_WIDTH`, and keeps the last page. */
function createPages(read: (index: number) => readonly Buffer[]) {
  let known: { readonly index: number; readonly items: readonly Buffer[] } | null = null;
  const page = (index: number) => {
    if (known?.index !== index) known = { index, items: read(index) };
    return known.items;
  };
  return {
    slice(from: number, to: number): Buffer[] {
      const items: Buffer[] = [];
      for (let at = from; at < to;) {
        const index = Math.floor(at / TILE_WIDTH);
        const start = index * TILE_WIDTH;
        const found = page(index).slice(at - start, to - start);
        items.push(...found);
        at = start + TILE_WIDTH;
      }
      return items;
    },
  };
}

function searchOpening(directory: string, commitment: string): Opening | null {
  for (const listed of readListed(directory)) {
    const found = listed?.openings.find((opening) => opening.commitment === commitment);
    if (found !== undefined) return found;
  }
  return null;
}

/** Checks the upper tiles and the checkpoint, on which other tools rely without reading the batches. */
async function* findDerivedFaults(directory: string): AsyncGenerator<DerivedFault> {
  const size = readSize(directory);
  let last: string | null = null;
  for (const listed of readListed(directory)) last = listed?.note ?? null;
  if (last !== readNote(directory)) {
    const text = 'The checkpoint of the export is not that of its last batch.';
    yield { code: 'TREE_MISMATCH', range: [Math.max(size - 1, 0), Math.max(size - 1, 0)], text };
  }
  /** Upper tiles that were completed and not yet compared. */
  let due: Tile[] = [];
  const tiles = createTiles((tile) => {
    if (tile.level > 0) due.push(tile);
  });
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    for (const hash of readTile(directory, index, size)) tiles.add(hash);
    yield* due.flatMap((tile) => compare(directory, tile, size));
    due = [];
  }
  tiles.finish();
  yield* due.flatMap((tile) => compare(directory, tile, size));
}

function compare(directory: string, { level, index, hashes }: Tile, size: number): DerivedFault[] {
  const path = tilePath({ level, index, width: hashes.length });
  const stored = readBounded(join(directory, path), MAX_TILE_BYTES);
  if (stored.equals(Buffer.concat(hashes))) return [];
  const span = TILE_WIDTH ** (level + 1);
  const to = Math.min((index + 1) * span, size) - 1;
  const text = `${path} does not fit the tiles below it.`;
  return [{ code: 'TREE_MISMATCH', range: [index * span, to], text }];
}
