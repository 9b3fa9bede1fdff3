import type { CancelSignal } from './cancel-signal.ts';
import type { BreakGlassGrant } from './grant.ts';
import type { Caller } from './caller.ts';

/** What a client sent that is passed on to subgraphs, as the configuration allows. */
export interface PassedOn {
  /** Headers of `forwardHeaders`: name in lower case → value. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The verified access token, for its exchange (RFC 8693); null if no subgraph needs it. A function, so that no print of
   * the context shows it.
   */
  readonly accessToken: () => string | null;
  /** Whether the client's trace is sampled. */
  readonly isSampled: boolean;
}

/** Of a client that sent nothing that is passed on. */
export const NOTHING_PASSED_ON: PassedOn = Object.freeze({
  headers: new Map<string, string>(),
  accessToken: () => null,
  isSampled: false,
});

/** The facts about a request that the HTTP edge passes to the pipeline as Apollo Server's `contextValue`. */
export interface RequestContext {
  readonly caller: Caller;
  /** UUIDv7, also sent as `x-request-id`. */
  readonly requestId: string;
  /** The trace id of a valid W3C `traceparent`, 32 hex digits. */
  readonly traceId: string | null;
  /** When the request came in, UTC ms since 1970. */
  readonly received: number;
  /** Purpose of use, a code of v3-PurposeOfUse; null if the request states none. */
  readonly purpose: string | null;
  /** The grant that the request presents: verified, of this caller and still valid. */
  readonly breakGlass: BreakGlassGrant | null;
  /** What the client sent that may be passed on to subgraphs. */
  readonly client: PassedOn;
  /** Aborts when the connection closes before the response was sent; null without a connection. */
  readonly clientGone: CancelSignal | null;
}

/** Apollo Server passes a copy of a context on, without its type. The copy keeps this key. */
const BRAND = Symbol('request context');

/** Creates a context, frozen, that {@link requestContextOf} recognizes. */
export function createRequestContext(facts: RequestContext): RequestContext {
  return Object.freeze({ ...facts, [BRAND]: true });
}

/** Returns the context that Apollo Server passes on. Throws a TypeError for any other object. */
export function requestContextOf(value: object): RequestContext {
  if (isRequestContext(value)) return value;
  throw new TypeError('the request has no context');
}

function isRequestContext(value: object): value is RequestContext {
  return BRAND in value;
}
