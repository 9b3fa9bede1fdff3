import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log.ts';
import { answerFault } from '../report-fault.ts';
import type { FindFacts } from './open-unusual.ts';
import {
  parseExportEvent,
  type ExportEvent,
  type ExportMessage,
  type ExportQuestion,
  type ExportSources,
} from './parse-export-message.ts';

/** A thread that reads one export. */
export interface ExportThread {
  /** Rows that will follow; null for a document. Rejects with the fault that keeps it from being read. */
  readonly opened: Promise<number | null>;
  /** The next piece; null behind the last one. Rejects as `opened` does, also once it is closed. */
  next(): Promise<string | null>;
  close(): Promise<void>;
}

/** The threads that read exports. */
export interface ExportThreads {
  /** Starts an export on a thread that reads no other meanwhile. `findFacts` is asked here, where the graph is. */
  start(question: ExportQuestion, findFacts: FindFacts): ExportThread;
  /** Ends the spare thread, and keeps none from now on. */
  close(): Promise<void>;
}

/** The thread's module lies beside this one and ends as it does: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./export-worker${extname(import.meta.url)}`, import.meta.url);

/** How long a spare thread waits for an export before its memory is given back, ms. */
const SPARE_MS = 60_000;

/**
 * Creates them. Each export has a thread of its own: the thread can be ended whatever it does, and no other report
 * waits for it. One thread that has read its export to the end is kept for the next, because starting a thread
 * takes half a second of processor time; all others end with their export.
 */
export function createExportThreads(sources: ExportSources, log: Log): ExportThreads {
  let spare: { readonly lane: Lane; readonly timer: NodeJS.Timeout } | null = null;
  let isClosed = false;

  const takeSpare = (): Lane | null => {
    const lane = spare?.lane ?? null;
    clearTimeout(spare?.timer);
    spare = null;
    return lane?.hasEnded() === true ? null : lane;
  };
  const keep = async (lane: Lane): Promise<void> => {
    if (isClosed || spare !== null) return lane.end();
    lane.worker.unref();
    const timer = setTimeout(() => void takeSpare()?.end(), SPARE_MS);
    spare = { lane, timer: timer.unref() };
  };
  return {
    start(question, findFacts) {
      const lane = takeSpare() ?? startLane(sources, log);
      lane.worker.ref();
      return readOn(lane, question, { findFacts, log, keep });
    },
    async close() {
      isClosed = true;
      await takeSpare()?.end();
    },
  };
}

interface Lane {
  readonly worker: Worker;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  end(): Promise<void>;
}

function startLane(sources: ExportSources, log: Log): Lane {
  const worker = new Worker(MODULE, { workerData: sources });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true;
      resolve();
    });
  });
  worker.on('error', (error) => {
    log.error('thread of an export has died', { error });
  });
  return {
    worker,
    ended,
    hasEnded: () => hasEnded,
    async end() {
      await worker.terminate();
      await ended;
    },
  };
}

interface ReadingParts {
  readonly findFacts: FindFacts;
  readonly log: Log;
  readonly keep: (lane: Lane) => Promise<void>;
}

/** Reads one export on a thread, which is kept where the export was read to its end, and ended elsewhere. */
function readOn(
  lane: Lane,
  question: ExportQuestion,
  { findFacts, log, keep }: ReadingParts,
): ExportThread {
  let closed: Promise<void> | null = null;
  let isWhole = false;
  // Fails what still waits when the thread ends; without a waiting export the failure goes unheard.
  const gone = lane.ended.then((): never => {
    throw new GatewayError('REPORTS_UNAVAILABLE');
  });
  gone.catch(() => undefined);
  const fail = ({ fault }: Extract<ExportEvent, { readonly kind: 'failed' }>): never => {
    throw answerFault(log, 'export cannot be read', fault);
  };
  const open = async (): Promise<number | null> => {
    let message: ExportMessage = { kind: 'open', question };
    for (;;) {
      const event = await ask(lane, message);
      if (event.kind === 'failed') return fail(event);
      if (event.kind === 'opened') return event.rows;
      if (event.kind !== 'people') throw new TypeError(`an export was opened by ${event.kind}`);
      const facts = await Promise.race([findFacts(event.people), gone]);
      message = { kind: 'facts', facts };
    }
  };
  const opened = open();
  // Whoever closes it before it is open asks no more.
  opened.catch(() => undefined);
  return {
    opened,
    async next() {
      if (closed !== null) throw new GatewayError('REPORTS_UNAVAILABLE');
      const event = await ask(lane, { kind: 'next' });
      if (event.kind === 'failed') return fail(event);
      if (event.kind === 'text') return event.text;
      isWhole = true;
      return null;
    },
    async close() {
      // Once: by the second time the thread may read another export.
      closed ??= isWhole ? keep(lane) : lane.end();
      await closed;
    },
  };
}

/** Sends a message to a thread, and waits for what it answers. */
function ask({ worker, hasEnded }: Lane, message: ExportMessage): Promise<ExportEvent> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', listen);
      worker.off('exit', end);
    };
    const listen = (event: unknown) => {
      settle();
      resolve(parseExportEvent(event));
    };
    const end = () => {
      settle();
      reject(new GatewayError('REPORTS_UNAVAILABLE'));
    };
    if (hasEnded()) {
      end();
      return;
    }
    worker.on('message', listen);
    worker.on('exit', end);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(message);
  });
}
