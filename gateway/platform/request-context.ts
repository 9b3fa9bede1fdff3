import type { BreakGlassGrant } from './grant.ts';
import type { Caller } from './caller.ts';

/** The facts about a request that the HTTP edge passes to the pipeline as Apollo Server's `contextValue`. */
export interface RequestContext {
  readonly caller: Caller;
  /** UUIDv7, also sent as `x-request-id`. */
  readonly requestId: string;
  /** The trace id of a valid W3C `traceparent`, 32 hex digits. */
  readonly traceId: string | null;
  /** When the request came in, UTC ms since 1970. */
  readonly received: number;
  /** Purpose of use, a code of v3-ActReason; null if the request states none. */
  readonly purpose: string | null;
  /** The grant that the request presents: verified, of this caller and still valid. */
  readonly breakGlass: BreakGlassGrant | null;
  /** Aborts when the connection closes before the response was sent; null without a connection. */
  readonly clientGone: AbortSignal | null;
}
