import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { GatewayError } from '../../platform/errors.ts';
import { releaseMemory } from '../../platform/process/release-memory.ts';
import { planHere } from './plan-queries.ts';
import type { OperationToPlan } from './apollo-planner.ts';
import type { PlanEvent } from './plan-thread.ts';

/** The entry point of the planning thread: loads the supergraph, then plans each operation that it is sent. */
async function run(port: MessagePort): Promise<void> {
  const plans = await planHere(String(workerData));
  const send = (event: PlanEvent) => {
    port.postMessage(event);
  };
  const plan = async (operation: OperationToPlan): Promise<void> => {
    try {
      send({ kind: 'planned', plan: await plans.plan(operation) });
    } catch (error) {
      if (error instanceof GatewayError) send({ kind: 'refused', reason: error.reason });
      else send({ kind: 'failed', message: error instanceof Error ? error.message : 'no plan' });
    }
  };
  port.on('message', (operation: OperationToPlan) => void plan(operation));
  send({ kind: 'ready', schema: plans.schema });
  releaseMemory();
}

if (parentPort !== null) await run(parentPort);
