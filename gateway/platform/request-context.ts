import type { BreakGlassGrant } from './grant.ts';
import type { Caller } from './caller.ts';

/** What the HTTP edge knows of a request and hands to the pipeline as Apollo Server's `contextValue`. */
export interface RequestContext {
  readonly caller: Caller;
  /** UUIDv7, also sent as `x-request-id`. */
  readonly requestId: string;
  /** The trace id of a valid W3C `traceparent`, 32 hex digits. */
  readonly traceId: string | null;
  /** When the request came in, UTC ms since 1970. */
  readonly received: number;
  /** What the request is made for, a code of v3-ActReason; null where it states nothing. */
  readonly purpose: string | null;
  /** The grant that the request presents: verified, this caller's and not over. */
  readonly breakGlass: BreakGlassGrant | null;
  /** Aborts when the connection closes before the response was sent; null where there is no connection. */
  readonly gone: AbortSignal | null;
}
