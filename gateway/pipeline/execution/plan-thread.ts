import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import type { ClientSchemaText } from '../../../schema/client-schema-text.ts';
import { GatewayError } from '../../platform/errors.ts';
import { NOT_PLANNABLE, type ApolloPlanner, type OperationToPlan } from './apollo-planner.ts';

/** A message to the thread. */
export interface PlanRequest {
  readonly id: number;
  readonly operation: OperationToPlan;
}

/** A message of the thread. */
export type PlanEvent =
  | { readonly kind: 'ready'; readonly schema: ClientSchemaText }
  | { readonly kind: 'planned'; readonly id: number; readonly plan: QueryPlan }
  | { readonly kind: 'refused'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** The thread's module, with the extension of this module: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./plan-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Creates query plans in a thread, so that slow plans delay nothing else. When the thread dies, or takes longer than
 * {@link MAX_PLANNING_MS} for one plan, the waiting operations fail, and the next plan starts a new thread.
 *
 * `plan` rejects with `UNPLANNED_BUDGET` where {@link MAX_WAITING} operations are waiting.
 */
export async function planInThread(supergraphSdl: string): Promise<ApolloPlanner> {
  const waiting = new Map<number, Waiting>();
  /** The number of operations without a plan, including those that wait for the thread to start. */
  let pending = 0;
  let lastId = 0;
  let isClosed = false;
  let current: Promise<PlanWorker> | null = null;

  const failAll = (worker: Worker, cause: unknown) => {
    for (const [id, one] of waiting)
      if (one.worker === worker) {
        waiting.delete(id);
        one.settle();
        one.reject(new TypeError('the planning thread has ended', { cause }));
      }
  };
  const receive = (event: PlanEvent) => {
    if (event.kind === 'ready') return;
    const one = waiting.get(event.id);
    waiting.delete(event.id);
    one?.settle();
    if (event.kind === 'planned') one?.resolve(event.plan);
    else if (event.kind === 'failed') one?.reject(new TypeError(event.message));
    else one?.reject(new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE }));
  };
  const start = async (): Promise<PlanWorker> => {
    const worker = new Worker(MODULE, { workerData: supergraphSdl });
    let cause: unknown = null;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.once('exit', () => {
      current = null;
      failAll(worker, cause);
    });
    const schema = await new Promise<ClientSchemaText>((resolve, reject) => {
      worker.once('message', (event: PlanEvent) => {
        if (event.kind === 'ready') resolve(event.schema);
      });
      worker.once('error', reject);
      worker.once('exit', () => {
        reject(new TypeError('the planning thread has ended'));
      });
    });
    worker.on('message', receive);
    // The thread does not keep the process alive.
    worker.unref();
    return { worker, schema };
  };
  const thread = (): Promise<PlanWorker> => {
    current ??= start();
    return current;
  };
  const request = (worker: Worker, operation: OperationToPlan): Promise<QueryPlan> => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      // The limit applies to each plan, so the operation also waits for the plans before it.
      const timer = setTimeout(
        () => void worker.terminate(),
        MAX_PLANNING_MS * waiting.size + MAX_PLANNING_MS,
      );
      const settle = () => clearTimeout(timer);
      waiting.set(id, { worker, resolve, reject, settle });
      send(worker, { id, operation });
    });
  };
  const { schema } = await thread();

  return {
    schema,
    plan: async (operation) => {
      if (pending >= MAX_WAITING) throw new GatewayError('UNPLANNED_BUDGET');
      if (isClosed) throw new TypeError('the planner is closed');
      pending += 1;
      try {
        return await request((await thread()).worker, operation);
      } finally {
        pending -= 1;
      }
    },
    close: async () => {
      isClosed = true;
      const started = await current?.catch(() => null);
      await started?.worker.terminate();
    },
  };
}

/** Largest number of operations that wait for a plan. */
const MAX_WAITING = 100;

/** Longer than Apollo's planner takes for any operation within the limits. */
const MAX_PLANNING_MS = 10_000;

interface PlanWorker {
  readonly worker: Worker;
  readonly schema: ClientSchemaText;
}

interface Waiting {
  readonly worker: Worker;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
  /** Stops the timer. */
  readonly settle: () => void;
}

function send(worker: Worker, request: PlanRequest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  worker.postMessage(request);
}
