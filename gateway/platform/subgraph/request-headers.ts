import { STATEMENT_FIELD } from '../../../schema/subgraph/request-signature.ts';
import type { PartFailure } from '../failing-parts.ts';
import type { RequestContext } from '../request-context.ts';
import type { SubgraphCredentials } from './open-credentials.ts';
import type { SignRequestToken } from './request-token.ts';
import { traceHeaders } from './trace-headers.ts';

/** What the headers of requests to one subgraph are made of. */
export interface HeaderSources {
  readonly name: string;
  /** The configured headers with their current values. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Names of headers that are passed on from the client, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Null sends none. */
  readonly credentials: SubgraphCredentials | null;
  /** Signs the statement of each request; null sends none. */
  readonly signRequestToken: SignRequestToken | null;
}

/** The headers of one request, or why it must not be sent. */
export type RequestHeaders =
  | {
      readonly ok: true;
      readonly headers: Readonly<Record<string, string>>;
      /** Called if the subgraph answers with 401. Returns whether the next request has other credentials. */
      readonly onUnauthorized: () => boolean;
    }
  | { readonly ok: false; readonly failure: PartFailure };

/**
 * Creates the headers of each request. The gateway's own statement (`subgraph.identity`) is the bearer token, unless
 * `authorization` has credentials of the subgraph or is the client's: then it is in {@link STATEMENT_FIELD}.
 */
export function createRequestHeaders({
  name,
  headers: configured,
  forwardHeaders,
  credentials,
  signRequestToken,
}: HeaderSources): (body: string, context: RequestContext | null) => Promise<RequestHeaders> {
  const isBearer = credentials === null && !forwardHeaders.includes('authorization');
  return async (body, context) => {
    const authorization = credentials && (await credentials.authorize(context));
    if (authorization?.ok === false) return authorization;
    const statement =
      signRequestToken && (await signRequestToken({ subgraph: name, body, context }));
    return {
      ok: true,
      headers: {
        ...(context !== null && forwarded(forwardHeaders, context)),
        ...configured(),
        ...(context !== null && traceHeaders(context)),
        ...(statement !== null &&
          (isBearer ? { authorization: `Bearer ${statement}` } : { [STATEMENT_FIELD]: statement })),
        ...(authorization !== null && { authorization: authorization.value }),
      },
      onUnauthorized: authorization?.onRefused ?? (() => false),
    };
  };
}

function forwarded(names: readonly string[], { client }: RequestContext): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of names) {
    const value = client.headers.get(name);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
