import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { GatewayError } from '../../platform/errors.ts';
import { releaseMemory } from '../../platform/process/release-memory.ts';
import { planHere } from './plan-queries.ts';
import type { PlanEvent, PlanRequest } from './plan-thread.ts';

/** The entry point of the planning thread: loads the supergraph, then plans operations one after the other. */
async function run(port: MessagePort): Promise<void> {
  const plans = await planHere(String(workerData));
  const send = (event: PlanEvent) => {
    port.postMessage(event);
  };
  let before = Promise.resolve();
  port.on('message', ({ id, operation }: PlanRequest) => {
    const reply = async () => {
      try {
        send({ kind: 'planned', id, plan: await plans.plan(operation) });
      } catch (error) {
        if (error instanceof GatewayError) send({ kind: 'refused', id });
        else
          send({ kind: 'failed', id, message: error instanceof Error ? error.message : 'no plan' });
      }
    };
    before = before.then(reply);
  });
  send({ kind: 'ready', schema: plans.schema });
  releaseMemory();
}

if (parentPort !== null) await run(parentPort);
