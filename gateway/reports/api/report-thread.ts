import type { Worker } from 'node:worker_threads';
import { GatewayError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import {
  parseReportAnswer,
  parseReportEvent,
  type ReportAnswers,
  type ReportEvent,
  type ReportQuestion,
  type ReportThreadOptions,
} from './parse-report-message.ts';
import { answerFault } from './report-fault.ts';
import { postTo, startReportWorker } from './start-report-worker.ts';

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

type AnswerOptions = Omit<ReportThreadOptions, 'task'>;

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
      waiting.get(event.id)?.reject(answerFault(log, 'report cannot be read', event.fault));
      waiting.delete(event.id);
    }
  };
  const start = (): Worker => {
    const worker = startReportWorker({ ...options, task: 'answer' });
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
        postTo(worker, { kind: 'ask', id, question });
      });
      return parseReportAnswer(question.kind, answer);
    },
    async close() {
      isClosed = true;
      failAll();
      await current?.terminate();
    },
  };
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: GatewayError) => void;
  readonly onProgress: (done: number, total: number) => void;
}
