import type { RequestContext } from '../request-context.ts';

/** One request to one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  /** As it is sent, in UTF-8. */
  readonly body: string;
  /** The caller's request that this one serves; null for the gateway's own, such as fetching a schema. */
  readonly context: RequestContext | null;
}

/**
 * Creates and signs the bearer token (RFC 6750) of one request to a subgraph. It authenticates the gateway and names the
 * caller.
 */
export type SignRequestToken = (request: SubgraphRequest) => Promise<string>;
