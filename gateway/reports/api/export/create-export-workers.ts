import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import { startRpcWorker, type RpcWorker } from '../workers/worker-rpc.ts';
import type {
  ExportCallbacks,
  ExportFunctions,
  ExportQuery,
  ExportSources,
  FilePiece,
} from './export-functions.ts';

/** An export that a worker thread reads. */
export interface RunningExport {
  /**
   * The number of rows that follow; null for a document. Rejects with the fault that prevents the export from being
   * read.
   */
  readonly opened: Promise<number | null>;
  /** The next piece of the file; null after the last one. Rejects as `opened` does, and after `close`. */
  next(): Promise<FilePiece | null>;
  close(): Promise<void>;
}

/** The threads that read exports. */
export interface ExportWorkers {
  /** Starts an export on a thread that reads no other export at the same time. */
  start(query: ExportQuery): RunningExport;
  /** Ends the spare thread, and keeps none from now on. */
  close(): Promise<void>;
}

const MODULE = new URL('export-worker', import.meta.url);

/** How long a spare thread waits for an export before it ends, ms. */
const SPARE_MS = 60_000;

/**
 * Creates the threads. Each export has a thread of its own, which can be ended whatever it does and delays no other
 * report. One thread that has read its export to the end is kept for the next, because starting a thread takes half a
 * second of processor time; all others end with their export.
 */
export function createExportWorkers(
  sources: ExportSources,
  callbacks: ExportCallbacks,
  log: Log,
): ExportWorkers {
  type Thread = RpcWorker<ExportFunctions>;
  let spare: { readonly thread: Thread; readonly timer: NodeJS.Timeout } | null = null;
  let isClosed = false;
  const takeSpare = (): Thread | null => {
    const thread = spare?.thread ?? null;
    clearTimeout(spare?.timer);
    spare = null;
    return thread?.hasEnded() === true ? null : thread;
  };
  const keep = async (thread: Thread): Promise<void> => {
    if (isClosed || spare !== null) return thread.end();
    thread.worker.unref();
    const timer = setTimeout(() => void takeSpare()?.end(), SPARE_MS);
    spare = { thread, timer: timer.unref() };
  };
  const startThread = () =>
    startRpcWorker<ExportFunctions, ExportCallbacks>({
      module: MODULE,
      local: callbacks,
      event: 'export cannot be read',
      log,
    });
  return {
    start(query) {
      const thread = takeSpare() ?? startThread();
      thread.worker.ref();
      return readExport(thread, { query, sources, keep });
    },
    async close() {
      isClosed = true;
      await takeSpare()?.end();
    },
  };
}

/** Reads one export on a thread. The thread is kept if the export was read to its end, and ended otherwise. */
function readExport(
  thread: RpcWorker<ExportFunctions>,
  {
    query,
    sources,
    keep,
  }: {
    readonly query: ExportQuery;
    readonly sources: ExportSources;
    readonly keep: (thread: RpcWorker<ExportFunctions>) => Promise<void>;
  },
): RunningExport {
  let closed: Promise<void> | null = null;
  let isReadToEnd = false;
  const opened = thread.call('open', query, sources);
  // An export that is closed before it is open has no reader of its fault.
  opened.catch(() => undefined);
  return {
    opened,
    async next() {
      if (closed !== null) throw new GatewayError('REPORTS_UNAVAILABLE');
      const text = await thread.call('next');
      isReadToEnd = text === null;
      return text;
    },
    async close() {
      // Only once: afterwards the thread may read another export.
      closed ??= isReadToEnd ? keep(thread) : thread.end();
      await closed;
    },
  };
}
