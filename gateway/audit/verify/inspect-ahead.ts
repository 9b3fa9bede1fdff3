import type { BatchRow } from '../store/ledger-reader.ts';
import { addOpenings, type FindIdentities, type OpenedRow } from './add-openings.ts';
import type { InspectedPart, Inspection } from './inspect-batch.ts';
import type { InspectPool } from './inspect-pool.ts';

/** How a verification uses threads. */
export interface VerifyThreads {
  /**
   * The beginning of a ledger that is checked without threads, in bytes of leaves, plus a few thousand per batch. Threads
   * would take longer to start than a shorter ledger to verify.
   */
  readonly bytesWithoutThreads: number;
  readonly startPool: () => InspectPool;
  /** Chunks of a megabyte that are inspected or wait for a thread, which bounds the memory. */
  readonly chunksAhead: number;
}

/** A row and its inspection by a thread; null if no thread inspected it. */
export interface InspectedRow extends OpenedRow {
  readonly inspection: Inspection | null;
}

/** What is known of the ledger from the rows that were checked so far. */
export interface InspectedLedger {
  /** Keys that may sign. */
  readonly keys: () => readonly string[];
  readonly findIdentities: FindIdentities;
}

/** Checking a signature costs as much as this many bytes of leaves. */
const BATCH_BYTES = 4096;

/** Bytes that one thread inspects at a time. */
const CHUNK_BYTES = 1_000_000;

/**
 * Yields the rows in order, in groups. Threads inspect a few chunks ahead, so memory is bounded. If reading fails, the
 * rows before the fault are yielded first.
 */
export async function* inspectAhead(
  rows: AsyncIterable<BatchRow>,
  ledger: InspectedLedger,
  { bytesWithoutThreads, startPool, chunksAhead }: VerifyThreads,
): AsyncGenerator<readonly InspectedRow[]> {
  const iterator = rows[Symbol.asyncIterator]();
  const read = async () => {
    const next = await iterator.next();
    return next.done === true ? null : next.value;
  };
  let left = bytesWithoutThreads;
  while (left > 0) {
    const row = await read();
    if (row === null) return;
    left -= weigh(row);
    yield [{ row, inspection: null, openings: null }];
  }
  const pool = startPool();
  try {
    yield* inspectChunks(read, ledger, { pool, chunksAhead });
  } finally {
    await pool.close();
  }
}

async function* inspectChunks(
  read: () => Promise<BatchRow | null>,
  ledger: InspectedLedger,
  { pool, chunksAhead }: { readonly pool: InspectPool; readonly chunksAhead: number },
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
    while (!isRead && underWay.length < chunksAhead) {
      const chunk = await readChunk();
      isRead = chunk.length === 0 || fault !== null;
      const result = inspectChunk(pool, chunk, ledger.keys());
      // Awaited below; until then a rejection must not count as unhandled.
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
  // Rows without a batch were not sent to the thread.
  const inOrder = inspections.values();
  return chunk.map(({ row, openings }) => {
    const inspection = row.batch === null ? null : (inOrder.next().value ?? null);
    return { row, openings, inspection };
  });
}

function weigh({ batch }: BatchRow): number {
  return BATCH_BYTES + (batch === null ? 0 : batch.leaves.length);
}
