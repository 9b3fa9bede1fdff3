import { GatewayError } from '../../../platform/errors.ts';
import { callerKey } from '../../../platform/caller.ts';
import type { Log } from '../../../platform/log.ts';
import type { ReportContext } from '../report-context.ts';
import { createReportWorker, type ReportWorker } from './create-report-worker.ts';
import type { ReportSources } from './report-sources.ts';

/** A report worker that callers share: one caller's calls wait for each other, and never for another caller's. */
export interface PerCallerQueue {
  /** The worker for one caller. Rejects as the worker does, and if too many calls of the caller wait. */
  of(context: Pick<ReportContext, 'request'>): Pick<ReportWorker, 'call'>;
}

/** A report worker that callers reach only through its queue. */
export interface QueuedWorker extends PerCallerQueue {
  /** Open and later calls fail. */
  close(): Promise<void>;
}

/** Creates a report worker with its queue. Its thread starts with the first call. */
export function createQueuedWorker(sources: ReportSources, log: Log): QueuedWorker {
  const worker = createReportWorker(sources, log);
  return { ...createPerCallerQueue(worker), close: () => worker.close() };
}

/** Calls of one caller that may be open at a time: an eighth of those that one worker accepts. */
const MAX_OPEN = 4;

/** Calls of one caller that may wait: twice as many as one request can need. */
const MAX_WAITING = 100;

/** Creates the queue of a worker. */
export function createPerCallerQueue(worker: Pick<ReportWorker, 'call'>): PerCallerQueue {
  const queues = new Map<string, Queue>();
  const inTurn = async <Answer>(key: string, call: () => Promise<Answer>): Promise<Answer> => {
    const queue = queues.get(key) ?? { open: 0, waiting: [] };
    queues.set(key, queue);
    await enter(queue);
    try {
      return await call();
    } finally {
      // The next call takes over this place, so `open` does not change.
      const startNext = queue.waiting.shift();
      if (startNext === undefined) queue.open -= 1;
      else startNext();
      if (queue.open === 0) queues.delete(key);
    }
  };
  return {
    of: ({ request: { caller } }) => {
      const key = callerKey(caller);
      return { call: (name, ...args) => inTurn(key, () => worker.call(name, ...args)) };
    },
  };
}

interface Queue {
  open: number;
  /** Each starts a waiting call, in the place of one that has ended. */
  readonly waiting: (() => void)[];
}

/** Resolves when a call may start. */
async function enter(queue: Queue): Promise<void> {
  if (queue.open < MAX_OPEN) {
    queue.open += 1;
    return;
  }
  if (queue.waiting.length >= MAX_WAITING) throw new GatewayError('REPORTS_UNAVAILABLE');
  await new Promise<void>((resolve) => {
    queue.waiting.push(resolve);
  });
}
