import { z } from 'zod';
import type { RequestContext } from '../../platform/request-context.ts';
import type { NoteSubgraphErrors } from '../../platform/subgraph/create-subgraph-client.ts';

/** An error of a subgraph. Its texts may hold PHI that the caller may not see. */
export interface SubgraphError {
  readonly subgraph: string;
  /** As the subgraph sent it, or why there is none. */
  readonly error: unknown;
}

/** The errors of subgraphs by request, which only a gateway in development mode keeps and shows. */
export interface SubgraphErrors {
  readonly note: NoteSubgraphErrors;
  readonly of: (context: RequestContext) => readonly SubgraphError[];
}

/** Errors that are kept of one request. */
const MAX_NOTED = 20;

/** Creates the memory of subgraph errors. It forgets them with their request. */
export function createSubgraphErrors(): SubgraphErrors {
  const noted = new WeakMap<RequestContext, SubgraphError[]>();
  return {
    note: (context, subgraph, body) => {
      const errors = errorsIn(body);
      if (errors.length === 0) return;
      const list = noted.get(context) ?? [];
      noted.set(context, list);
      list.push(...errors.slice(0, MAX_NOTED - list.length).map((error) => ({ subgraph, error })));
    },
    of: (context) => noted.get(context) ?? [],
  };
}

const RESPONSE = z.union([
  z.object({ errors: z.array(z.unknown()) }),
  z.object({ data: z.looseObject({}) }).transform(() => ({ errors: [] })),
]);

function errorsIn(body: string | null): readonly unknown[] {
  if (body === null) return ['It gave no response in time and within its size.'];
  try {
    return RESPONSE.parse(JSON.parse(body)).errors;
  } catch {
    return ['Its response is not a GraphQL response.'];
  }
}
