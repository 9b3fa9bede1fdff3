import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartError } from '../../platform/errors.ts';
import type { WriterOptions } from './open-writer.ts';
import {
  parseLedgerEvent,
  type Head,
  type LedgerEvent,
  type LedgerRequest,
} from './parse-ledger-message.ts';

/** The thread that writes a ledger. */
export interface LedgerThread {
  readonly publicKey: string;
  readonly origin: string;
  /** See `LedgerWriter`. */
  readonly firstHash: string;
  /** Where the ledger ended when the thread had opened it. */
  readonly head: Head;
  send(request: LedgerRequest): void;
  /** From now on, tells of every event, and of the thread's death: with a reason, and once. */
  listen(onEvent: (event: LedgerEvent) => void, onDeath: (reason: string) => void): void;
  /** Resolves when the thread is gone. */
  readonly ended: Promise<void>;
}

/** The thread's module lies beside this one and ends as it does: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./ledger-worker${extname(import.meta.url)}`, import.meta.url);

/** Starts a thread and waits until it has opened the ledger. Throws a `StartError` where it refuses to. */
export async function startLedgerThread(options: WriterOptions): Promise<LedgerThread> {
  const worker = new Worker(MODULE, { workerData: options });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  const first = await new Promise<LedgerEvent>((resolve, reject) => {
    worker.once('message', (message: unknown) => {
      resolve(parseLedgerEvent(message));
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
        onEvent(parseLedgerEvent(message));
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
