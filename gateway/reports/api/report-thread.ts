import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError, StartError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import {
  parseReportAnswer,
  parseReportEvent,
  type ReportAnswers,
  type ReportEvent,
  type ReportQuestion,
  type ReportRequest,
  type ReportThreadOptions,
} from './parse-report-message.ts';

/** A thread that answers questions about the ledger. */
export interface ReportThread {
  /**
   * Rejects with `REPORTS_UNAVAILABLE` where ledger or index can't be read, or too much is asked at a time.
   * `onProgress` is told how far a long answer is.
   */
  ask<Kind extends keyof ReportAnswers>(
    question: Extract<ReportQuestion, { readonly kind: Kind }>,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ReportAnswers[Kind]>;
  /** Whatever is asked then, or still being answered, fails. */
  close(): Promise<void>;
}

/** A thread that fills the index as the ledger grows. */
export interface FollowingThread {
  /** See `ReportThreadOptions`. */
  readonly publicKey: string | null;
  /** Resolves when the step that is under way is written and nothing is open any more. */
  close(): Promise<void>;
}

type AnswerOptions = Omit<ReportThreadOptions, 'task'>;

/** The threads' module lies beside this one and ends as it does: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./report-worker${extname(import.meta.url)}`, import.meta.url);

/** Starts to fill an index. Throws a `StartError` where it can't be used. What fails later is logged. */
export async function startFollowing(
  options: Omit<AnswerOptions, 'publicKey'>,
  log: Log,
): Promise<FollowingThread> {
  const worker = startWorker({ ...options, publicKey: null, task: 'follow' });
  let isClosing = false;
  let isFailing = false;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      if (!isClosing) log.error('report index is not filled any more');
      resolve();
    });
  });
  const first = await new Promise<ReportEvent>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: unknown) => {
      const event = parseReportEvent(message);
      if (event.kind === 'opened' || event.kind === 'refused') resolve(event);
      // The next round begins a moment later: it is told once, and when it is over.
      if (event.kind === 'unfilled' && !isFailing)
        log.error('report index cannot be filled', { code: event.cause });
      if (event.kind === 'filled' && isFailing)
        log.info('report index is filled again', { index: event.size });
      if (event.kind === 'unfilled' || event.kind === 'filled')
        isFailing = event.kind === 'unfilled';
    });
  });
  if (first.kind !== 'opened') {
    isClosing = true;
    await worker.terminate();
    throw new StartError(first.kind === 'refused' ? first.problems : ['The index did not open.']);
  }
  return {
    publicKey: first.publicKey,
    async close() {
      isClosing = true;
      post(worker, { kind: 'close' });
      await ended;
    },
  };
}

/** Questions that may wait for one thread. */
const MOST_WAITING = 32;

/** Creates a thread that is started with the first question, and again after it has died. */
export function createReportThread(options: AnswerOptions, log: Log): ReportThread {
  let current: Worker | null = null;
  let isClosed = false;
  let last = 0;
  const waiting = new Map<number, Waiting>();
  const failAll = () => {
    for (const { reject } of waiting.values()) reject(new GatewayError('REPORTS_UNAVAILABLE'));
    waiting.clear();
  };
  const receive = (event: ReportEvent) => {
    if (event.kind === 'progress') {
      waiting.get(event.id)?.onProgress(event.done, event.total);
    } else if (event.kind === 'answered') {
      waiting.get(event.id)?.resolve(event.answer);
      waiting.delete(event.id);
    } else if (event.kind === 'failed') {
      const isTheirs = event.code === 'BAD_USER_INPUT';
      if (!isTheirs) log.error('report cannot be read', { code: event.cause });
      waiting.get(event.id)?.reject(new GatewayError(event.code));
      waiting.delete(event.id);
    }
  };
  const start = (): Worker => {
    const worker = startWorker({ ...options, task: 'answer' });
    worker.on('message', (message: unknown) => {
      receive(parseReportEvent(message));
    });
    worker.once('error', (error) => {
      log.error('thread for reports has died', { error });
    });
    worker.once('exit', () => {
      if (current === worker) current = null;
      failAll();
    });
    return worker;
  };
  return {
    async ask(question, onProgress = () => undefined) {
      if (isClosed || waiting.size >= MOST_WAITING) throw new GatewayError('REPORTS_UNAVAILABLE');
      current ??= start();
      last += 1;
      const id = last;
      const worker = current;
      const answer = await new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject, onProgress });
        post(worker, { kind: 'ask', id, question });
      });
      return parseReportAnswer(question.kind, answer);
    },
    async close() {
      isClosed = true;
      await current?.terminate();
      failAll();
    },
  };
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: GatewayError) => void;
  readonly onProgress: (done: number, total: number) => void;
}

function startWorker(options: ReportThreadOptions): Worker {
  return new Worker(MODULE, { workerData: options });
}

function post(worker: Worker, request: ReportRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  worker.postMessage(request);
}
