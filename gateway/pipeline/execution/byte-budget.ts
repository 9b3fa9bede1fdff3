import type { EventEmitter } from 'node:events';
import type { RequestContext } from '../../platform/request-context.ts';
import { createShares } from './create-shares.ts';
import { holderOf } from './holder-of.ts';

/** Bytes of subgraphs' responses that all requests together may hold, from their arrival to their own response. */
export interface ByteBudget {
  /**
   * Takes bytes for a request. Where there are none left it waits, if it may: a response whose size is known
   * before it is read can, one that has been read in part can't, lest two wait for what the other holds.
   */
  readonly take: (
    context: RequestContext,
    bytes: number,
    wait: EventEmitter | null,
  ) => boolean | Promise<boolean>;
  /** Gives back all that a request took. */
  readonly release: (context: RequestContext) => void;
}

/** Creates a budget, of which one caller may hold half. Data takes several times its bytes once it is parsed. */
export function createByteBudget(total: number): ByteBudget {
  const shares = createShares(total, Math.floor(total / 2));
  const taken = new WeakMap<RequestContext, number>();
  const ended = new WeakSet<RequestContext>();

  const note = (context: RequestContext, bytes: number) => {
    // A request that has ended meanwhile gives nothing back any more.
    if (ended.has(context)) shares.give(holderOf(context), bytes);
    else taken.set(context, (taken.get(context) ?? 0) + bytes);
  };
  return {
    take: (context, bytes, wait) => {
      const holder = holderOf(context);
      if (shares.tryTake(holder, bytes)) {
        note(context, bytes);
        return true;
      }
      if (wait === null) return false;
      return shares.take(holder, bytes, wait).then((isTaken) => {
        if (isTaken) note(context, bytes);
        return isTaken;
      });
    },
    release: (context) => {
      ended.add(context);
      const bytes = taken.get(context);
      if (bytes !== undefined) shares.give(holderOf(context), bytes);
      taken.delete(context);
    },
  };
}
