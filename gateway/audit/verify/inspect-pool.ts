import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { InspectedPart, Inspection } from './inspect-batch.ts';
import { packBatches, asInspections } from './inspect-messages.ts';

/** Threads that inspect batches. */
export interface InspectPool {
  /** Returns one inspection per batch. Calls to a busy thread wait. Rejects if the thread has died. */
  inspect(parts: readonly InspectedPart[], keys: readonly string[]): Promise<readonly Inspection[]>;
  close(): Promise<void>;
}

/** A thread, which inspects one request at a time. */
interface Lane {
  readonly worker: Worker;
  /** Why the thread has ended; null while it runs. */
  fault: Error | null;
  /** Resolves when the last request to the thread is answered, or has failed. */
  free: Promise<unknown>;
}

/** The module of the threads has the extension of this module: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./inspect-worker${extname(import.meta.url)}`, import.meta.url);

/** Starts this many threads, at least one. */
export function createInspectPool(threads: number): InspectPool {
  const [first, ...others] = Array.from({ length: threads }, startLane);
  if (first === undefined) throw new RangeError('A pool needs a thread.');
  const lanes = [first, ...others];
  /** Requests go to the threads in turn. */
  let turn = 0;
  return {
    inspect(parts, keys) {
      const lane = lanes[turn % lanes.length] ?? first;
      turn += 1;
      const result = lane.free.then(() => ask(lane, parts, keys));
      lane.free = result.catch(() => null);
      return result;
    },
    async close() {
      await Promise.all(lanes.map(({ worker }) => worker.terminate()));
    },
  };
}

function startLane(): Lane {
  const lane: Lane = { worker: new Worker(MODULE), fault: null, free: Promise.resolve() };
  lane.worker.once('error', (error) => {
    lane.fault = error;
  });
  lane.worker.once('exit', () => {
    lane.fault ??= new Error('A thread of the verifier has ended.');
  });
  return lane;
}

async function ask(
  lane: Lane,
  parts: readonly InspectedPart[],
  keys: readonly string[],
): Promise<readonly Inspection[]> {
  const { worker } = lane;
  if (lane.fault !== null) throw lane.fault;
  const request = packBatches(parts, keys);
  // Remove the listeners after each answer: a ledger has any number of them.
  const message = await new Promise<unknown>((resolve, reject) => {
    const onExit = () => {
      reject(lane.fault ?? new Error('A thread of the verifier has ended.'));
    };
    worker.once('exit', onExit);
    worker.once('message', (answer: unknown) => {
      worker.off('exit', onExit);
      resolve(answer);
    });
    worker.postMessage(request, [request.bytes.buffer]);
  });
  return asInspections(message);
}
