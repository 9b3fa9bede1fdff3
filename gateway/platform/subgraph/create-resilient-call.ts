import { unreachable } from '../../../directives/unreachable.ts';
import type { CancelSignal } from '../cancel-signal.ts';
import type { DependencyFailure } from '../dependency-states.ts';
import type { HttpFailure } from '../net/http-client.ts';
import {
  createCircuitBreaker,
  type CallOutcome,
  type CircuitBreakerSettings,
} from './create-circuit-breaker.ts';
import { createRetries, type RetrySettings } from './create-retries.ts';
import type { ResponseFault } from './message-signatures.ts';
import type { SubgraphResponse } from './parse-subgraph-response.ts';

/** How the calls to one subgraph are repeated and refused. */
export interface ResilienceSettings extends RetrySettings {
  /** For a call with its retries. */
  readonly timeoutMs: number;
  /** Null: calls are never refused. */
  readonly circuitBreaker: CircuitBreakerSettings | null;
}

/** Called with what becomes of the calls to one subgraph. */
export interface CallObserver {
  /** A call that the gateway did not cancel has ended, after its retries; null is a GraphQL response. */
  readonly ended: (failure: DependencyFailure | null) => void;
  readonly retried: () => void;
  /** The circuit has opened, with the number of failed calls that opened it, or (null) closed. */
  readonly circuitChanged: (failures: number | null) => void;
}

/**
 * Why an attempt gave no GraphQL response. `MALFORMED`: the response is not GraphQL; `UNAUTHENTICATED`: it has status 401;
 * `CREDENTIALS`: nothing was sent for want of credentials.
 */
export type AttemptFailure =
  | {
      readonly reason: HttpFailure | ResponseFault | 'MALFORMED';
      /** HTTP status of the response, if there was one. */
      readonly status?: number;
      /** Code of the error that ended the connection, if it has one. */
      readonly errorCode?: string | null;
    }
  | {
      readonly reason: 'UNAUTHENTICATED';
      readonly status: number;
      /** Whether the next attempt has other credentials. */
      readonly isRenewed: boolean;
    }
  | { readonly reason: 'CREDENTIALS'; readonly failure: DependencyFailure };

/** One call: how it is sent once, its caller, and what ends it. */
export interface ResilientCall {
  readonly attempt: (timeoutMs: number) => Promise<SubgraphResponse | AttemptFailure>;
  readonly caller: string;
  /** Whether it may be sent again. A mutation may have been executed although no response arrived. */
  readonly isRead: boolean;
  readonly signal: CancelSignal | null;
}

/**
 * Creates the calls to one subgraph. A read is sent again, within its timeout, if the connection failed, if something
 * in front of the subgraph answered in its place, or if there are new credentials after a 401. Without an observer no
 * call is refused, since the opening of the circuit would go unnoticed.
 */
export function createResilientCall(
  settings: ResilienceSettings,
  observer: CallObserver | null,
  now: () => number = () => performance.now(),
): (call: ResilientCall) => Promise<SubgraphResponse | null> {
  const retries = createRetries(settings);
  const breaker =
    observer && settings.circuitBreaker
      ? createCircuitBreaker(settings.circuitBreaker, { now, onChange: observer.circuitChanged })
      : null;

  /** False without waiting if the budget or the time does not allow a retry, and at once when the call is canceled. */
  const waitForRetry = async (
    { reason }: AttemptFailure,
    { done, deadline, signal }: { done: number; deadline: number; signal: CancelSignal | null },
  ) => {
    // A subgraph that ends a connection in good order is not down, so the retries of all queries on it do not burden it.
    const ms = retries.take(done, reason === 'GOING_AWAY');
    if (ms === null || now() + ms >= deadline) return false;
    return pauseUnlessCanceled(ms, signal);
  };
  return async ({ attempt, caller, isRead, signal }) => {
    const deadline = now() + settings.timeoutMs;
    if (isRead) retries.count();
    let failure: DependencyFailure = { code: 'SUBGRAPH_CIRCUIT_OPEN' };
    for (let done = 0; ; done += 1) {
      const admitted = breaker?.admit(caller);
      if (admitted === null) break;
      if (done > 0) observer?.retried();
      const result = await attempt(deadline - now());
      admitted?.settle(caller, outcomeOf(result));
      if (!('reason' in result)) {
        observer?.ended(null);
        return result;
      }
      if (result.reason === 'CANCELED') return null;
      failure = failureOf(result);
      if (!isRead || !isTransient(result)) break;
      if (!(await waitForRetry(result, { done, deadline, signal }))) break;
    }
    if (signal?.aborted !== true) observer?.ended(failure);
    return null;
  };
}

/** Resolves to whether the pause was over before the signal was canceled. */
function pauseUnlessCanceled(ms: number, signal: CancelSignal | null): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (isOver: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(isOver);
    };
    const cancel = () => end(false);
    const timer = setTimeout(end, ms, true);
    signal?.addEventListener('abort', cancel);
  });
}

function failureOf(result: AttemptFailure): DependencyFailure {
  if (result.reason === 'CREDENTIALS') return result.failure;
  const { status } = result;
  const reason = 'errorCode' in result ? (result.errorCode ?? null) : null;
  return {
    code: CODES[result.reason],
    ...(reason !== null && { reason }),
    ...(status !== undefined && { status }),
  };
}

/** The codes of failures in metrics, log and readiness. */
const CODES = {
  LATE: 'SUBGRAPH_LATE',
  UNREACHABLE: 'SUBGRAPH_UNREACHABLE',
  GOING_AWAY: 'SUBGRAPH_UNREACHABLE',
  MALFORMED: 'SUBGRAPH_MALFORMED',
  TOO_LARGE: 'SUBGRAPH_TOO_LARGE',
  BUSY: 'SUBGRAPH_BUSY',
  NO_DIGEST: 'SUBGRAPH_NO_DIGEST',
  BAD_DIGEST: 'SUBGRAPH_BAD_DIGEST',
  UNSIGNED: 'SUBGRAPH_UNSIGNED',
  BAD_SIGNATURE: 'SUBGRAPH_BAD_SIGNATURE',
  KEYS_UNAVAILABLE: 'SUBGRAPH_KEYS_UNAVAILABLE',
  UNAUTHENTICATED: 'SUBGRAPH_UNAUTHENTICATED',
  CANCELED: 'SUBGRAPH_CANCELED',
} as const;

/** Statuses with which a proxy or an overloaded server answers in place of the subgraph (RFC 9110, section 15.6). */
const SERVER_UNAVAILABLE: ReadonlySet<number | undefined> = new Set([502, 503, 504]);

function isTransient(result: AttemptFailure): boolean {
  if (result.reason === 'MALFORMED') return SERVER_UNAVAILABLE.has(result.status);
  if (result.reason === 'UNAUTHENTICATED') return result.isRenewed;
  return result.reason === 'UNREACHABLE' || result.reason === 'GOING_AWAY';
}

function outcomeOf(result: SubgraphResponse | AttemptFailure): CallOutcome {
  if (!('reason' in result)) return 'answered';
  switch (result.reason) {
    case 'LATE':
    case 'UNREACHABLE':
    case 'MALFORMED':
    case 'NO_DIGEST':
    case 'BAD_DIGEST':
    case 'UNSIGNED':
    case 'BAD_SIGNATURE':
    case 'KEYS_UNAVAILABLE':
      return 'failed';
    // The gateway's own limits and credentials, the client, or a restart of the subgraph.
    case 'GOING_AWAY':
    case 'CREDENTIALS':
    case 'UNAUTHENTICATED':
    case 'BUSY':
    case 'TOO_LARGE':
    case 'CANCELED':
      return 'unknown';
    default:
      return unreachable(result);
  }
}
