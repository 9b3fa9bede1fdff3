import { GatewayError } from '../platform/errors.ts';
import {
  noteCost,
  respondReleased,
  type Execution,
  type ExecutionDependencies,
} from './authorized-execution.ts';
import { fetchDocument, planDocument } from './fetch-document.ts';
import { hasDenials } from './operation/denials.ts';
import { assertReleasable, reject, withoutRelease } from './refuse-execution.ts';
import { releaseFetched } from './release/release-fetched.ts';
import { respondFault, type OperationResponse } from './respond.ts';

/**
 * A mutation with one denied field is refused whole. The intent is durable before a subgraph is called, and the outcome
 * before the response leaves.
 */
export async function executeMutation<Data>(
  execution: Execution<Data>,
  dependencies: ExecutionDependencies,
): Promise<OperationResponse<Data>> {
  const { graph, operation, context, authorized, dryRun, record } = execution;
  const { pruned: served } = dryRun ?? authorized;
  // A dry run denies nothing here.
  if (hasDenials(served.denials.entries)) return reject(execution);

  // Before the intent: an operation that cannot be planned is refused as not executed.
  const plan = await planDocument(graph.inner, served.document, operation.variables);
  await record({ ...withoutRelease(execution), kind: 'intent', outcome: 'pending' });
  try {
    // A write is never aborted, so that its outcome is known.
    const fetched = await fetchDocument(graph.inner, plan, { context, signal: null });
    const { released, facts } = await releaseFetched(execution, fetched, dependencies);
    await assertReleasable(execution, released, 'outcome');
    const outcome = fetched.failedPaths.length > 0 ? 'error' : facts.outcome;
    await record({ ...facts, kind: 'outcome', outcome });
    noteCost(operation, released.cost, dependencies);
    return respondReleased(execution, released);
  } catch (error) {
    // A GatewayError is that of assertReleasable, which has recorded the outcome, or `AUDIT_UNAVAILABLE`: the outcome
    // cannot be recorded, and the ledger has only the intent. Failed fetches throw nothing.
    if (!(error instanceof GatewayError)) {
      dependencies.onFault(context, error);
      await recordUnknownOutcome(execution);
    }
    return respondFault(error, { executed: true });
  }
}

/** Records that the outcome of a write is unknown. The response is an error even where this fails too. */
async function recordUnknownOutcome(execution: Execution): Promise<void> {
  const facts = { ...withoutRelease(execution), kind: 'outcome', outcome: 'error' } as const;
  await execution.record(facts).catch(() => undefined);
}
