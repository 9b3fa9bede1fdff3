import { callerKey } from '../caller.ts';
import type { CancelSignal } from '../cancel-signal.ts';
import type { RequestContext } from '../request-context.ts';
import { createSharedQuota } from './shared-quota.ts';

/** Bounds the bytes of subgraph responses that all requests hold together, from arrival to their own response. */
export interface ByteBudget {
  /**
   * Acquires bytes for a request. Waits for them where `wait` is given: a response of known size waits before it is
   * read. A response that is partly read must not wait, or two could wait for what the other holds.
   */
  readonly acquire: (
    context: RequestContext,
    bytes: number,
    wait: CancelSignal | null,
  ) => boolean | Promise<boolean>;
  /** Releases everything that a request acquired. */
  readonly release: (context: RequestContext) => void;
}

/** Creates a budget of which one caller may hold half. Parsed data needs several times its bytes on the heap. */
export function createByteBudget(total: number): ByteBudget {
  const quota = createSharedQuota(total, Math.floor(total / 2));
  const acquired = new WeakMap<RequestContext, number>();
  const ended = new WeakSet<RequestContext>();

  const note = (context: RequestContext, bytes: number) => {
    // The request ended while it waited: nothing would release the bytes later.
    if (ended.has(context)) quota.release(callerKey(context.caller), bytes);
    else acquired.set(context, (acquired.get(context) ?? 0) + bytes);
  };
  return {
    acquire: (context, bytes, wait) => {
      const holder = callerKey(context.caller);
      if (quota.tryAcquire(holder, bytes)) {
        note(context, bytes);
        return true;
      }
      if (wait === null) return false;
      const noteAcquired = (isAcquired: boolean) => {
        if (isAcquired) note(context, bytes);
        return isAcquired;
      };
      const result = quota.acquire(holder, bytes, wait);
      return typeof result === 'boolean' ? noteAcquired(result) : result.then(noteAcquired);
    },
    release: (context) => {
      ended.add(context);
      const bytes = acquired.get(context);
      if (bytes !== undefined) quota.release(callerKey(context.caller), bytes);
      acquired.delete(context);
    },
  };
}
