import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { fileFault } from '../../store/files/file-fault.ts';
import { successorOf } from '../../store/files/replace-file.ts';
import { syncDirectory } from '../../store/files/sync-directory.ts';
import { rowsInOrder, type StoredRow, type StoredRows } from '../../store/stored-rows.ts';
import type { ProvenEnd } from './find-proven-end.ts';
import type { Tail } from './read-tail.ts';

/** The rows to remove, and the end of the ledger without them. */
export interface RemovedRows {
  readonly end: ProvenEnd;
  readonly tail: Pick<Tail, 'openings'>;
  /** The ledger, for messages. */
  readonly where: string;
}

/**
 * Writes the rows to remove, and the current head row, to a file that only its owner may read; durable when this resolves. An
 * existing file with this content is accepted; throws a `StartError` for any other file, or if it can't be written. Returns
 * the SHA-256 of the content, hex.
 */
export async function writeEvidence(
  path: string,
  rows: StoredRows,
  rowsToRemove: RemovedRows,
): Promise<string> {
  const next = successorOf(path);
  try {
    const digest = await writeLines(next, evidenceLines(rows, rowsToRemove));
    if (!existsSync(path)) renameSync(next, path);
    else if (digestOf(path) !== digest) throw exists(path);
    syncDirectory(path);
    return digest;
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`${path} cannot be written (${code}): nothing is removed.`], { cause });
  } finally {
    rmSync(next, { force: true });
  }
}

/** The hash that `writeEvidence` would return for the current rows. */
export async function hashEvidence(rows: StoredRows, rowsToRemove: RemovedRows): Promise<string> {
  const hash = createHash('sha256');
  for await (const line of evidenceLines(rows, rowsToRemove)) hash.update(line);
  return hash.digest('hex');
}

async function writeLines(path: string, lines: AsyncIterable<string>): Promise<string> {
  const hash: Hash = createHash('sha256');
  const file = openSync(path, 'w', 0o600);
  try {
    // A file that a crash left behind keeps its old mode.
    fchmodSync(file, 0o600);
    for await (const line of lines) {
      writeFileSync(file, line);
      hash.update(line);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** One JSON document per line: the format, the head row, then each row to remove. Bytes are in base64. */
async function* evidenceLines(
  rows: StoredRows,
  { end: { origin, last, head }, tail, where }: RemovedRows,
): AsyncGenerator<string> {
  const { size, root } = head;
  yield `${JSON.stringify({ _t: 'phi-gateway/quarantine/v1', origin, size, root: root.toString('hex') })}\n`;
  yield printRow('head', await rows.head());
  for await (const row of rowsInOrder(rows.batchAfter, { column: 'first', after: last, where }))
    yield printRow('batches', row);
  for await (const row of rowsInOrder(rows.identitiesAfter, {
    column: 'leaf',
    after: size - 1,
    where,
  }))
    yield printRow('identities', row);
  for (const commitment of tail.openings)
    yield printRow('openings', await rows.opening(commitment));
}

function printRow(table: string, row: StoredRow | null): string {
  const columns = Object.entries(row ?? {}).map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${JSON.stringify(Buffer.isBuffer(value) ? value.toString('base64') : value)}`,
  );
  return `{"table":"${table}","row":${row === null ? 'null' : `{${columns.join(',')}}`}}\n`;
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function exists(path: string): StartError {
  return new StartError([`${path} exists and has other content. Choose another name.`]);
}
