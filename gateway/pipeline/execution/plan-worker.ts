import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { GatewayError } from '../../platform/errors.ts';
import { planHere } from './plan-queries.ts';
import type { PlanEvent, PlanRequest } from './plan-thread.ts';

/** Entry point of the thread that plans: loads the supergraph, then plans one operation after the other. */
async function run(port: MessagePort): Promise<void> {
  const plans = await planHere(String(workerData));
  const tell = (event: PlanEvent) => {
    port.postMessage(event);
  };
  let before = Promise.resolve();
  port.on('message', ({ id, operation }: PlanRequest) => {
    const reply = async () => {
      try {
        tell({ kind: 'planned', id, plan: await plans.plan(operation) });
      } catch (error) {
        if (error instanceof GatewayError) tell({ kind: 'refused', id });
        else
          tell({ kind: 'failed', id, message: error instanceof Error ? error.message : 'no plan' });
      }
    };
    before = before.then(reply);
  });
  tell({ kind: 'ready' });
}

if (parentPort !== null) await run(parentPort);
