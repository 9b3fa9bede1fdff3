import { STATEMENT_FIELD } from '../../../schema/subgraph/request-signature.ts';
import type { DependencyFailure } from '../dependency-states.ts';
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
  | { readonly ok: false; readonly failure: DependencyFailure };

/** Creates the headers of one request. Never throws or rejects. Without tokens to fetch or sign, it returns no promise. */
export type CreateRequestHeaders = (
  body: string,
  context: RequestContext | null,
) => RequestHeaders | Promise<RequestHeaders>;

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
}: HeaderSources): CreateRequestHeaders {
  const isBearer = credentials === null && !forwardHeaders.includes('authorization');
  const plainHeaders = (context: RequestContext | null) => {
    if (context === null) return { ...configured() };
    const headers: Record<string, string> = {};
    for (const header of forwardHeaders) {
      const value = context.client.headers.get(header);
      if (value !== undefined) headers[header] = value;
    }
    return Object.assign(headers, configured(), traceHeaders(context));
  };
  const withTokens = async (
    body: string,
    context: RequestContext | null,
  ): Promise<RequestHeaders> => {
    const authorization = credentials && (await credentials.authorize(context));
    if (authorization?.ok === false) return authorization;
    const statement =
      signRequestToken && (await signRequestToken({ subgraph: name, body, context }));
    return {
      ok: true,
      headers: {
        ...plainHeaders(context),
        ...(statement !== null &&
          (isBearer ? { authorization: `Bearer ${statement}` } : { [STATEMENT_FIELD]: statement })),
        ...(authorization !== null && { authorization: authorization.value }),
      },
      onUnauthorized: authorization?.onRefused ?? hasNoOther,
    };
  };
  if (credentials !== null || signRequestToken !== null) return withTokens;
  return (_body, context) => ({
    ok: true,
    headers: plainHeaders(context),
    onUnauthorized: hasNoOther,
  });
}

/** Without credentials the next request has none either. */
function hasNoOther(): boolean {
  return false;
}
