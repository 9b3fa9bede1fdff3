import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartError } from '../../platform/errors.ts';
import type { WriterOptions } from './open-writer.ts';
import {
  asLedgerEvent,
  type Head,
  type LedgerEvent,
  type LedgerRequest,
} from './ledger-messages.ts';

/** The thread that writes a ledger. */
export interface LedgerThread {
  readonly publicKey: string;
  readonly origin: string;
  /** See `LedgerWriter`. */
  readonly firstHash: string;
  /** The end of the ledger when the thread had opened it. */
  readonly head: Head;
  send(request: LedgerRequest): void;
  /** Calls `onEvent` for every event from now on, and `onDeath` once with the reason. */
  listen(onEvent: (event: LedgerEvent) => void, onDeath: (reason: string) => void): void;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
}

/** The module of the thread has the extension of this module: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./ledger-worker${extname(import.meta.url)}`, import.meta.url);

/** The space for new objects. Those of a commit are few and soon garbage; V8 would take 30 MB more for them. */
const NEW_OBJECTS_MB = 12;

/** Starts a thread and waits until it has opened the ledger. Throws a `StartError` if the ledger cannot be opened. */
export async function startLedgerThread(options: WriterOptions): Promise<LedgerThread> {
  const worker = new Worker(MODULE, {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: NEW_OBJECTS_MB },
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  const first = await new Promise<LedgerEvent>((resolve, reject) => {
    worker.once('message', (message: unknown) => {
      resolve(asLedgerEvent(message));
    });
    worker.once('error', reject);
  });
  if (first.kind !== 'opened') {
    await ended;
    throw new StartError(first.kind === 'refused' ? first.problems : ['The ledger did not open.']);
  }
  return {
    publicKey: first.publicKey,
    origin: first.origin,
    firstHash: first.firstHash,
    head: first.head,
    ended,
    send(request) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
      worker.postMessage(request);
    },
    listen(onEvent, onDeath) {
      let cause = "The ledger's thread has ended.";
      worker.on('message', (message: unknown) => {
        onEvent(asLedgerEvent(message));
      });
      worker.on('error', (error) => {
        cause = error.message;
      });
      worker.on('exit', () => {
        onDeath(cause);
      });
    },
  };
}
