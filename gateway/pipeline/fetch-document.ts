import type { Fetched } from '../execution/inner-gateway.ts';
import type { InnerDocument } from './plan-operation.ts';
import type { RequestPath } from './request-path.ts';

/** Fetches an inner document for a request, with the client's variables that it takes. */
export function fetchDocument(
  { admitted, graph, request }: RequestPath,
  inner: InnerDocument | null,
): Promise<Fetched> {
  if (!inner) return Promise.resolve(NOTHING);
  const values: Record<string, unknown> = {};
  for (const [innerName, name] of inner.variables)
    if (Object.hasOwn(admitted.variables, name)) values[innerName] = admitted.variables[name];
  // A client that is gone ends what is read for it. A write runs to its end, so that its outcome is known.
  const signal = admitted.operation.kind === 'mutation' ? null : request.context.gone;
  return graph.inner.fetch(inner.prepared, values, request.context, signal);
}

const NOTHING: Fetched = {
  data: {},
  failedPaths: [],
  isUnanswered: false,
  provenance: new Map(),
};
