import type { HeldGrant } from './describe-grant.ts';

/** The grants that this gateway started and that are neither stopped nor expired. */
export interface HeldGrants {
  readonly add: (held: HeldGrant) => void;
  readonly delete: (id: string) => void;
  /** Removes and returns all of them. */
  readonly clear: () => readonly HeldGrant[];
}

/** Creates an empty set, which calls `onExpired` for each grant that expires. */
export function createHeldGrants(options: {
  readonly now: () => number;
  readonly onExpired: (held: HeldGrant) => void;
}): HeldGrants {
  const open = new Map<string, { readonly held: HeldGrant; readonly timer: NodeJS.Timeout }>();
  const forget = (id: string) => {
    clearTimeout(open.get(id)?.timer);
    open.delete(id);
  };
  return {
    add: (held) => {
      const { id, until } = held.grant;
      const expire = () => {
        forget(id);
        options.onExpired(held);
      };
      open.set(id, { held, timer: setTimeout(expire, until - options.now()).unref() });
    },
    delete: forget,
    clear: () => {
      const left = [...open.values()].map(({ held }) => held);
      for (const { grant } of left) forget(grant.id);
      return left;
    },
  };
}
