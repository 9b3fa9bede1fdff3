import { resolve } from 'node:path';
import { StartError } from '../../platform/errors.ts';
import { COMMITMENTS_MARKER, parseLeaf } from '../record/parse-leaf.ts';
import { printLocation, type LedgerLocation } from '../store/ledger-location.ts';
import type { BatchRow, RowReader } from '../store/ledger-reader.ts';
import { openReader } from '../store/open-reader.ts';
import { unreadable } from '../store/unreadable-ledger.ts';
import { isPruned, unpackLeaves, type Batch } from '../tree/batch.ts';
import { readCheckpoint } from '../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, leafHash, splitHashes, treeRoot } from '../tree/merkle-tree.ts';
import { commitmentIn } from '../record/text-commitment.ts';
import { BATCH_LIST_HEAD, writeKeptLeaf, writeListedBatch } from './batch-list.ts';
import { createTiles } from './create-tiles.ts';
import { MAX_ENTRY_BYTES, packEntries } from './entry-bundle.ts';
import { createFiles, writeWhole } from './export-directory.ts';
import { TILE_WIDTH } from '../tree/tile-width.ts';
import { tilePath, type TilePlace } from './tile-path.ts';
import { auditCommand } from '../store/audit-command.ts';

/** The ledger to export, and the target directory. */
export interface ExportOptions {
  readonly location: LedgerLocation;
  /** Must not exist, or be empty. */
  readonly directory: string;
  /** Called with the number of written leaves, and their number at the start. */
  readonly onProgress: (done: number, total: number) => void;
}

/** The exported tree. */
export interface Exported {
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/**
 * Exports a ledger as static files in the format of transparency logs (checkpoint, tiles, entry bundles), with a list of
 * the batches, so that every signature can be verified. The directory appears when all files are durable; only its owner
 * can read it, since leaves name patients. Memory doesn't grow with the ledger, and a gateway may write meanwhile. Throws a
 * `StartError` if there is no ledger, the directory is not empty, a patient is erased meanwhile, or the ledger is damaged.
 * https://c2sp.org/tlog-tiles
 */
export async function exportLedger(options: ExportOptions): Promise<Exported> {
  const { location, onProgress } = options;
  const directory = resolve(options.directory);
  const where = printLocation(location);
  const reader = await openReader(location);
  try {
    const latest = reader.isLedger ? await reader.latest() : null;
    if (latest === null) throw new StartError([`${where} holds no audit ledger to export.`]);
    return await writeWhole(directory, (draft) =>
      writeExport(reader, draft, { where, onProgress: (done) => onProgress(done, latest.size) }),
    );
  } catch (cause) {
    const code = cause instanceof StartError ? null : reader.faultOf(cause);
    if (code === null) throw cause;
    throw unreadable(where, code, cause);
  } finally {
    await reader.close();
  }
}

async function writeExport(
  reader: RowReader,
  directory: string,
  { where, onProgress }: { readonly where: string; readonly onProgress: (done: number) => void },
): Promise<Exported> {
  const files = createFiles(directory);
  const tiles = createTiles(({ level, index, hashes }) => {
    files.write(tilePath({ level, index, width: hashes.length }), Buffer.concat(hashes));
  });
  const bundles = createBundles((place, leaves) => {
    if (!leaves.some(isPruned)) return files.write(tilePath(place), packEntries(leaves));
    // A pruned bundle: keep its remaining leaves in the list.
    for (const [offset, leaf] of leaves.entries()) {
      if (!isPruned(leaf))
        files.keep(writeKeptLeaf(place.index * TILE_WIDTH + offset, leaf.toString()));
    }
  });
  let tree = EMPTY_TREE;
  let note = '';
  files.append(BATCH_LIST_HEAD);
  try {
    for await (const row of reader.batches()) {
      const { batch, leaves } = readWhole(row, tree.size, where);
      const stored = splitHashes(batch.hashes);
      // A pruned leaf has lost its bytes and kept its hash.
      const hashes = leaves.map((leaf, place) =>
        isPruned(leaf) ? (stored[place] ?? leafHash(leaf)) : leafHash(leaf),
      );
      tree = appendLeaves(tree, hashes);
      const signed = readCheckpoint(batch.note)?.checkpoint;
      const isSigned = signed?.size === tree.size && signed.root.equals(treeRoot(tree));
      if (!isSigned || !Buffer.concat(hashes).equals(batch.hashes))
        throw damaged(batch.first, where);
      ({ note } = batch);
      for (const hash of hashes) tiles.add(hash);
      for (const leaf of leaves) bundles.add(leaf);
      const { first, count } = batch;
      const openings = await findOpenings(reader, leaves);
      const identities = await findIdentities(reader, first, leaves);
      files.append(writeListedBatch({ first, count, note, openings, identities }));
      onProgress(tree.size);
    }
    await assertNothingErased(reader, tree.size, where);
    tiles.finish();
    bundles.finish();
    files.write('checkpoint', Buffer.from(note));
  } finally {
    files.close();
  }
  return { size: tree.size, root: treeRoot(tree).toString('hex') };
}

/** Throws if a patient was erased meanwhile: the export would miss openings without the record of the erasure. */
async function assertNothingErased(reader: RowReader, from: number, where: string): Promise<void> {
  for await (const { batch } of reader.batches(from)) {
    if (batch?.leaves.includes(ERASURE) !== true) continue;
    throw new StartError([
      `A patient was erased from ${where} during the export. Run the export again.`,
    ]);
  }
}

const ERASURE = '"kind":"log.erase"';

/** The next batch and its leaves. Throws if it is damaged. */
function readWhole({ first, batch }: BatchRow, expected: number, where: string) {
  const leaves: readonly Buffer[] | null = batch === null ? null : unpackLeaves(batch.leaves);
  if (batch === null || leaves === null || first !== expected || leaves.length !== batch.count) {
    throw damaged(expected, where);
  }
  const long = leaves.findIndex((leaf) => leaf.length > MAX_ENTRY_BYTES);
  if (long === -1) return { batch, leaves } satisfies { batch: Batch; leaves: readonly Buffer[] };
  throw new StartError([
    `Record ${first + long} is longer than ${MAX_ENTRY_BYTES} bytes, which exceeds the limit of an entry bundle.`,
  ]);
}

function damaged(at: number, where: string): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at record ${at} and cannot be exported. Run: ${auditCommand('verify', where)}`,
  ]);
}

async function findOpenings(reader: RowReader, leaves: readonly Buffer[]) {
  const openings = [];
  for (const bytes of leaves) {
    const leaf = parseLeaf(bytes);
    const commitment = leaf === null ? null : commitmentIn(leaf);
    const opening = commitment === null ? null : await reader.findOpening(commitment);
    if (opening !== null) openings.push(opening);
  }
  return openings;
}

async function findIdentities(reader: RowReader, first: number, leaves: readonly Buffer[]) {
  if (!leaves.some((leaf) => leaf.includes(COMMITMENTS_MARKER))) return [];
  const rows = await reader.identities(first, first + leaves.length - 1);
  return rows.map(({ leaf, openings }) => ({ leaf, openings: openings.toString('base64') }));
}

/** Collects leaves into bundles. Emits each when it is full or the export ends. */
function createBundles(emit: (place: TilePlace, leaves: readonly Buffer[]) => void) {
  let index = 0;
  let leaves: Buffer[] = [];
  const flush = () => {
    if (leaves.length === 0) return;
    emit({ level: 'entries', index, width: leaves.length }, leaves);
    index += 1;
    leaves = [];
  };
  return {
    add(leaf: Buffer) {
      leaves.push(leaf);
      if (leaves.length === TILE_WIDTH) flush();
    },
    finish: flush,
  };
}
