import type { RequestContext } from '../request-context.ts';

/** One request to one subgraph, to be signed. */
export interface RequestToSign {
  readonly subgraph: string;
  /** As it is sent, in UTF-8. */
  readonly body: string;
  /** The caller's request that this one serves; null for the gateway's own, such as fetching a schema. */
  readonly context: RequestContext | null;
}

/** Returns the bearer token (RFC 6750) that authenticates a request to a subgraph. */
export type SignRequest = (request: RequestToSign) => Promise<string>;
