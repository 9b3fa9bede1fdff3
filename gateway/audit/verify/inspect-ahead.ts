import type { BatchRow } from '../store/ledger-reader.ts';
import { addOpenings, type FindIdentities, type OpenedRow } from './add-openings.ts';
import type { InspectedPart, Inspection } from './inspect-batch.ts';
import type { InspectPool } from './inspect-pool.ts';

/** How much of the machine a verification takes. */
export interface Effort {
  /** Threads are started for what is longer: bytes of leaves, each batch counting as a few thousand more. */
  readonly aloneBytes: number;
  readonly startPool: () => InspectPool;
  /** Chunks of a megabyte that are read ahead of the one that is checked. */
  readonly ahead: number;
}

/** A row as it was read, and what a thread found out about it; null where none was asked. */
export interface InspectedRow extends OpenedRow {
  readonly inspection: Inspection | null;
}

/** What is known of the ledger that the rows are of, as far as it was checked by then. */
export interface InspectedLedger {
  /** Which keys may sign. */
  readonly keys: () => readonly string[];
  readonly findIdentities: FindIdentities;
}

/** A signature costs about as much as so many bytes of leaves. */
const BATCH_BYTES = 4096;

/** What one thread gets at a time. */
const CHUNK_BYTES = 1_000_000;

/**
 * The rows in their order and some at a time, inspected by threads that are a few chunks ahead, so that memory
 * is bounded however long the ledger is. Where reading fails, the rows before are given out first.
 */
export async function* inspectAhead(
  rows: AsyncIterable<BatchRow>,
  ledger: InspectedLedger,
  { aloneBytes, startPool, ahead }: Effort,
): AsyncGenerator<readonly InspectedRow[]> {
  const iterator = rows[Symbol.asyncIterator]();
  const read = async () => {
    const next = await iterator.next();
    return next.done === true ? null : next.value;
  };
  let left = aloneBytes;
  while (left > 0) {
    const row = await read();
    if (row === null) return;
    left -= weigh(row);
    yield [{ row, inspection: null, openings: null }];
  }
  const pool = startPool();
  try {
    yield* inspectChunks(read, ledger, { pool, ahead });
  } finally {
    await pool.close();
  }
}

async function* inspectChunks(
  read: () => Promise<BatchRow | null>,
  ledger: InspectedLedger,
  { pool, ahead }: { readonly pool: InspectPool; readonly ahead: number },
): AsyncGenerator<readonly InspectedRow[]> {
  const underWay: Promise<readonly InspectedRow[]>[] = [];
  let fault: { readonly error: unknown } | null = null;
  const readChunk = async () => {
    const chunk: BatchRow[] = [];
    try {
      for (let bytes = 0; bytes < CHUNK_BYTES;) {
        const row = await read();
        if (row === null) break;
        bytes += weigh(row);
        chunk.push(row);
      }
      return await addOpenings(chunk, ledger.findIdentities);
    } catch (error) {
      fault = { error };
      return chunk.map((row) => ({ row, openings: null }));
    }
  };
  let isRead = false;
  for (;;) {
    while (!isRead && underWay.length < ahead) {
      const chunk = await readChunk();
      isRead = chunk.length === 0 || fault !== null;
      const result = inspectChunk(pool, chunk, ledger.keys());
      // Awaited below, and until then nobody's to complain about.
      result.catch(() => null);
      underWay.push(result);
    }
    const next = underWay.shift();
    if (next === undefined) break;
    yield await next;
  }
  const failed = fault as { readonly error: unknown } | null;
  if (failed !== null) throw failed.error;
}

async function inspectChunk(
  pool: InspectPool,
  chunk: readonly OpenedRow[],
  keys: readonly string[],
): Promise<readonly InspectedRow[]> {
  const parts = chunk.flatMap(({ row: { batch }, openings }): readonly InspectedPart[] =>
    batch === null ? [] : [{ batch, openings }],
  );
  const inspections = await pool.inspect(parts, keys);
  let at = 0;
  return chunk.map(({ row, openings }) => {
    if (row.batch === null) return { row, openings, inspection: null };
    at += 1;
    return { row, openings, inspection: inspections[at - 1] ?? null };
  });
}

function weigh({ batch }: BatchRow): number {
  return BATCH_BYTES + (batch === null ? 0 : batch.leaves.length);
}
