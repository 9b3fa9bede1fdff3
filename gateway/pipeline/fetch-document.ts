import type { CancelSignal } from '../platform/cancel-signal.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { Planned } from './execution/create-planner.ts';
import type { Fetched, InnerGateway } from './execution/inner-gateway.ts';
import type { InnerDocument } from './operation/prune-operation.ts';
import type { RejectedResponses } from './rejected-responses.ts';

/** The query plan of an inner document, and the values of its variables. */
export interface PlannedDocument {
  readonly planned: Planned;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Plans an inner document; null where nothing is left to fetch. Calls no subgraph. Rejects with `UNPLANNED_BUDGET`
 * where too many documents wait for a plan.
 */
export async function planDocument(
  inner: InnerGateway,
  document: InnerDocument | null,
  variables: Readonly<Record<string, unknown>>,
): Promise<PlannedDocument | null> {
  if (!document) return null;
  const used: Record<string, unknown> = {};
  for (const [name, valueFor] of document.variables) {
    const value = valueFor(variables);
    if (value !== undefined) used[name] = value;
  }
  return { planned: await inner.plan(document.prepared, used), variables: used };
}

/** Executes a query plan for a caller. Once `signal` aborts, no further subgraph is called. */
export async function fetchDocument(
  inner: InnerGateway,
  plan: PlannedDocument | null,
  {
    context,
    signal,
    rejectedResponses,
  }: {
    readonly context: RequestContext;
    readonly signal: CancelSignal | null;
    readonly rejectedResponses: RejectedResponses;
  },
): Promise<Fetched> {
  if (!plan) return NOTHING;
  const fetched = await inner.fetch(plan.planned, plan.variables, context, signal);
  for (const subgraph of fetched.rejected) rejectedResponses.add(subgraph);
  return fetched;
}

const NOTHING: Fetched = {
  data: {},
  failedPaths: [],
  isUnanswered: false,
  rejected: [],
  provenance: new Map(),
};
