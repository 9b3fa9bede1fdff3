import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { answerFault } from '../api/report-fault.ts';
import type { FindFacts } from './open-unusual.ts';
import {
  parseExportEvent,
  type ExportEvent,
  type ExportMessage,
  type ExportThreadOptions,
} from './parse-export-message.ts';

/** A thread that reads one export. */
export interface ExportThread {
  /** Rows that will follow; null for a document. Rejects with the fault that keeps it from being read. */
  readonly opened: Promise<number | null>;
  /** The next piece; null behind the last one. Rejects as `opened` does, also once it is closed. */
  next(): Promise<string | null>;
  close(): Promise<void>;
}

/** The thread's module lies beside this one and ends as it does: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./export-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Starts one, on a thread of its own: it can be ended whatever it does, and no other report waits for it. What it
 * has to know of people it asks for here, where the graph is.
 */
export function startExport(
  options: ExportThreadOptions,
  findFacts: FindFacts,
  log: Log,
): ExportThread {
  const worker = new Worker(MODULE, { workerData: options });
  let isClosed = false;
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true;
      resolve();
    });
  });
  // Nobody waits for an answer that the thread doesn't need any more.
  const gone = ended.then((): never => {
    throw new GatewayError('REPORTS_UNAVAILABLE');
  });
  gone.catch(() => undefined);
  worker.on('error', (error) => {
    log.error('thread of an export has died', { error });
  });

  const post = (message: ExportMessage) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(message);
  };
  const hear = (): Promise<ExportEvent> =>
    new Promise((resolve, reject) => {
      const settle = () => {
        worker.off('message', listen);
        worker.off('exit', end);
      };
      const listen = (message: unknown) => {
        settle();
        resolve(parseExportEvent(message));
      };
      const end = () => {
        settle();
        reject(new GatewayError('REPORTS_UNAVAILABLE'));
      };
      if (hasEnded) {
        end();
        return;
      }
      worker.on('message', listen);
      worker.on('exit', end);
    });
  const fail = ({ fault }: Extract<ExportEvent, { readonly kind: 'failed' }>): never => {
    throw answerFault(log, 'export cannot be read', fault);
  };
  const open = async (): Promise<number | null> => {
    for (;;) {
      const event = await hear();
      if (event.kind === 'failed') return fail(event);
      if (event.kind === 'opened') return event.rows;
      if (event.kind === 'people')
        post({ kind: 'facts', facts: await Promise.race([findFacts(event.people), gone]) });
    }
  };
  const opened = open();
  // Whoever closes it before it is open asks no more.
  opened.catch(() => undefined);
  return {
    opened,
    async next() {
      if (isClosed) throw new GatewayError('REPORTS_UNAVAILABLE');
      const heard = hear();
      post({ kind: 'next' });
      const event = await heard;
      if (event.kind === 'failed') return fail(event);
      return event.kind === 'text' ? event.text : null;
    },
    async close() {
      isClosed = true;
      await worker.terminate();
      await ended;
    },
  };
}
