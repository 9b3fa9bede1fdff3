import type { Fetched } from './execution/inner-gateway.ts';
import type { Planned } from './execution/create-planner.ts';
import type { InnerDocument } from './plan-operation.ts';
import type { RequestPath } from './request-path.ts';

/** An inner document with its query plan and the client's variables that it takes. */
export interface PlannedDocument {
  readonly planned: Planned;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Plans an inner document without fetching any of it. Rejects with `UNPLANNED_BUDGET` where too many documents
 * wait for their plans. Null where nothing is left to fetch.
 */
export async function planDocument(
  { admitted, graph }: RequestPath,
  inner: InnerDocument | null,
): Promise<PlannedDocument | null> {
  if (!inner) return null;
  const variables: Record<string, unknown> = {};
  for (const [innerName, name] of inner.variables)
    if (Object.hasOwn(admitted.variables, name)) variables[innerName] = admitted.variables[name];
  return { planned: await graph.inner.plan(inner.prepared, variables), variables };
}

/** Fetches a planned document for a request. */
export function fetchPlanned(
  { admitted, graph, request }: RequestPath,
  document: PlannedDocument | null,
): Promise<Fetched> {
  if (!document) return Promise.resolve(NOTHING);
  // A client that is gone ends what is read for it. A write runs to its end, so that its outcome is known.
  const signal = admitted.operation.kind === 'mutation' ? null : request.context.gone;
  return graph.inner.fetch(document.planned, document.variables, request.context, signal);
}

/** Plans an inner document and fetches it. */
export async function fetchDocument(
  path: RequestPath,
  inner: InnerDocument | null,
): Promise<Fetched> {
  return fetchPlanned(path, await planDocument(path, inner));
}

const NOTHING: Fetched = {
  data: {},
  failedPaths: [],
  isUnanswered: false,
  provenance: new Map(),
};
