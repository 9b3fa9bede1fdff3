import { GatewayError } from '../platform/errors.ts';
import {
  noteCost,
  respondReleased,
  servedOf,
  type Execution,
  type ExecutionDependencies,
} from './authorized-execution.ts';
import { fetchDocument, planDocument } from './fetch-document.ts';
import { assertReleasable, withoutRelease } from './refuse-execution.ts';
import type { RecordFacts } from './release/operation-record.ts';
import { releaseFetched } from './release/release-fetched.ts';
import { respondFault, type OperationResponse } from './respond.ts';

/**
 * Executes a mutation without denied fields: plan, record, fetch, release, record, respond. The intent is durable before
 * a subgraph is called, and the outcome before the response leaves. Whatever fails after the intent, an outcome is
 * recorded, unless the ledger takes none.
 */
export async function executeMutation<Data>(
  execution: Execution<Data>,
  dependencies: ExecutionDependencies,
): Promise<OperationResponse<Data>> {
  const { graph, operation, context, record, rejectedResponses } = execution;
  // Before the intent: an operation that cannot be planned is refused as not executed.
  const { document } = servedOf(execution).pruned;
  const plan = await planDocument(graph.inner, document, operation.variables);
  await record({ ...withoutRelease(execution), kind: 'intent', outcome: 'pending' });
  const outcome = trackOutcome(record);
  try {
    // A write is never aborted, so that its outcome is known.
    const signal = null;
    const fetched = await fetchDocument(graph.inner, plan, { context, signal, rejectedResponses });
    const { released, facts } = await releaseFetched(execution, fetched, dependencies);
    await assertReleasable({ ...execution, record: outcome.record }, released, 'outcome');
    const result = fetched.failedPaths.length > 0 ? 'error' : facts.outcome;
    await outcome.record({ ...facts, kind: 'outcome', outcome: result });
    noteCost(operation, released.cost, dependencies);
    return respondReleased(execution, released);
  } catch (error) {
    const state = outcome.state();
    if (state === 'open' || !(error instanceof GatewayError)) dependencies.onFault(context, error);
    if (state === 'lost') dependencies.onOutcomeLost(context, error);
    if (state === 'open') await recordUnknownOutcome(execution, dependencies);
    return respondFault(error, { executed: true });
  }
}

/** Records the outcome of a write, and remembers whether it is on record. */
function trackOutcome(record: Execution['record']) {
  let state: 'open' | 'recorded' | 'lost' = 'open';
  return {
    state: () => state,
    record: async (facts: RecordFacts): Promise<void> => {
      try {
        await record(facts);
        state = 'recorded';
      } catch (error) {
        // Another attempt would wait for the ledger once more. Any other error is a fault of the gateway.
        if (error instanceof GatewayError && error.code === 'AUDIT_UNAVAILABLE') state = 'lost';
        throw error;
      }
    },
  };
}

/** Records that the outcome of a write is unknown. The response is an error even where this fails too. */
async function recordUnknownOutcome(
  execution: Execution,
  { onOutcomeLost }: Pick<ExecutionDependencies, 'onOutcomeLost'>,
): Promise<void> {
  try {
    await execution.record({ ...withoutRelease(execution), kind: 'outcome', outcome: 'error' });
  } catch (error) {
    onOutcomeLost(execution.context, error);
  }
}
