import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Worker } from 'node:worker_threads';

/** The threads that this process starts after {@link watchThreads}, so that a test can terminate one. */
export interface StartedThreads {
  readonly count: () => number;
  /** Resolves when every thread has ended. */
  ended(): Promise<void>;
  /** Terminates the thread that was started first or last, in the middle of its work. */
  killFirst(): Promise<void>;
  killLast(): Promise<void>;
  close(): void;
}

/**
 * Records the threads that are started from now on. https://nodejs.org/api/diagnostics_channel.html#built-in-channels
 */
export function watchThreads(): StartedThreads {
  const threads: Worker[] = [];
  const see = (message: unknown) => {
    const { worker } = message as { readonly worker: unknown };
    if (worker instanceof Worker) threads.push(worker);
  };
  subscribe('worker_threads', see);
  return {
    count: () => threads.length,
    ended: async () => {
      await Promise.all(threads.map(untilEnded));
    },
    killFirst: () => kill(threads.at(0)),
    killLast: () => kill(threads.at(-1)),
    close() {
      unsubscribe('worker_threads', see);
    },
  };
}

async function untilEnded(thread: Worker): Promise<void> {
  // The id of a thread that has ended is -1.
  if (thread.threadId !== -1) await once(thread, 'exit');
}

async function kill(thread: Worker | undefined): Promise<void> {
  if (thread === undefined) throw new Error('No thread was started.');
  await thread.terminate();
}
