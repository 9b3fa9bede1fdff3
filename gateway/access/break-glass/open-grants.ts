import type { HeldGrant } from './describe-grant.ts';

/** The grants that were started here and are neither stopped nor over. */
export interface OpenGrants {
  readonly add: (held: HeldGrant) => void;
  readonly delete: (id: string) => void;
  /** Forgets all of them, and says which they were. */
  readonly clear: () => readonly HeldGrant[];
}

/** Creates an empty list, which tells of each grant whose time is over. */
export function createOpenGrants(options: {
  readonly clock: () => number;
  readonly onOver: (held: HeldGrant) => void;
}): OpenGrants {
  const open = new Map<string, { readonly held: HeldGrant; readonly timer: NodeJS.Timeout }>();
  const forget = (id: string) => {
    clearTimeout(open.get(id)?.timer);
    open.delete(id);
  };
  return {
    add: (held) => {
      const { id, until } = held.grant;
      const over = () => {
        forget(id);
        options.onOver(held);
      };
      open.set(id, { held, timer: setTimeout(over, until - options.clock()).unref() });
    },
    delete: forget,
    clear: () => {
      const left = [...open.values()].map(({ held }) => held);
      for (const { grant } of left) forget(grant.id);
      return left;
    },
  };
}
