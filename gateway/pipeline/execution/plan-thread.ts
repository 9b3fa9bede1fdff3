import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { LRUCache } from 'lru-cache';
import type { ClientSchemaText } from '../../../schema/client-schema-text.ts';
import { GatewayError } from '../../platform/errors.ts';
import {
  NOT_PLANNABLE,
  TOO_COMPLEX_TO_PLAN,
  tooComplexToPlan,
  type ApolloPlanner,
  type OperationToPlan,
} from './apollo-planner.ts';

/** A message of the thread: its schema at the start, then the result of each operation that it was sent. */
export type PlanEvent = { readonly kind: 'ready'; readonly schema: ClientSchemaText } | PlanResult;

type PlanResult =
  | { readonly kind: 'planned'; readonly plan: QueryPlan }
  | { readonly kind: 'refused'; readonly reason: string | null }
  | { readonly kind: 'failed'; readonly message: string };

/** The thread's module, with the extension of this module: `.js` when built, `.ts` from source. */
const MODULE = new URL(`./plan-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Creates query plans in a thread, one after the other, so that slow plans delay nothing else. An operation that takes longer
 * than {@link MAX_PLANNING_MS}, or ends the thread twice, is refused with `OPERATION_TOO_COMPLEX`, at once when it is sent
 * again. The waiting operations are planned by a new thread.
 *
 * `plan` rejects with `UNPLANNED_BUDGET` where {@link MAX_WAITING} operations are waiting.
 */
export async function planInThread(supergraphSdl: string): Promise<ApolloPlanner> {
  const waiting: Waiting[] = [];
  const tooComplex = new LRUCache<string, true>({ max: 1_000, ttl: REMEMBERED_MS });
  let isPlanning = false;
  let isClosed = false;
  let current: Promise<PlanWorker> | null = null;

  const start = async (): Promise<PlanWorker> => {
    if (isClosed) throw new TypeError('the planner is closed');
    const worker = new Worker(MODULE, { workerData: supergraphSdl, resourceLimits: MEMORY });
    worker.once('exit', () => {
      current = null;
    });
    const schema = await new Promise<ClientSchemaText>((resolve, reject) => {
      worker.once('message', (event: PlanEvent) => {
        if (event.kind === 'ready') resolve(event.schema);
      });
      // Also catches errors after the start, which end the thread.
      worker.on('error', reject);
      worker.once('exit', () => {
        reject(new TypeError('the planning thread has ended'));
      });
    });
    // The thread does not keep the process alive.
    worker.unref();
    return { worker, schema };
  };
  const thread = (): Promise<PlanWorker> => {
    current ??= start();
    return current;
  };
  const plan = async (operation: OperationToPlan, endedBefore = false): Promise<QueryPlan> => {
    const { worker } = await thread();
    const result = await planWith(worker, operation);
    if (result === 'ended' && !endedBefore) return plan(operation, true);
    if (result === 'ended' || result === 'late') {
      tooComplex.set(operation.hash, true);
      throw tooComplexToPlan();
    }
    if (result.kind === 'planned') return result.plan;
    if (result.kind === 'failed') throw new TypeError(result.message);
    if (result.reason === TOO_COMPLEX_TO_PLAN) throw tooComplexToPlan();
    throw new GatewayError('OPERATION_NOT_SUPPORTED', { reason: NOT_PLANNABLE });
  };
  const planAll = async (): Promise<void> => {
    isPlanning = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      await plan(next.operation).then(next.resolve, next.reject);
      waiting.shift();
    }
    isPlanning = false;
  };
  const { schema } = await thread();

  return {
    schema,
    plan: (operation) =>
      new Promise((resolve, reject) => {
        if (tooComplex.has(operation.hash)) throw tooComplexToPlan();
        if (waiting.length >= MAX_WAITING) throw new GatewayError('UNPLANNED_BUDGET');
        waiting.push({ operation, resolve, reject });
        if (!isPlanning) void planAll();
      }),
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

/** Ends the thread before the process uses more memory than it has: some plans take gigabytes. */
const MEMORY = { maxOldGenerationSizeMb: 1_024 };

/** How long an operation that cannot be planned in time is refused at once. A busy machine can be the reason. */
const REMEMBERED_MS = 600_000;

interface PlanWorker {
  readonly worker: Worker;
  readonly schema: ClientSchemaText;
}

interface Waiting {
  readonly operation: OperationToPlan;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Plans an operation in a thread that plans nothing else. Resolves with `ended` where the thread dies, and with `late` where
 * it was ended because it takes too long.
 */
function planWith(
  worker: Worker,
  operation: OperationToPlan,
): Promise<PlanResult | 'ended' | 'late'> {
  return new Promise((resolve) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void worker.terminate();
    }, MAX_PLANNING_MS);
    const settle = (result: PlanResult | 'ended') => {
      clearTimeout(timer);
      worker.off('message', settle).off('exit', end);
      resolve(isLate ? 'late' : result);
    };
    const end = () => settle('ended');
    worker.once('message', settle).once('exit', end);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    worker.postMessage(operation);
  });
}
