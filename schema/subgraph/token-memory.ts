/**
 * Remembers the id of a token until a time, UTC ms since 1970, after which the token has expired. Resolves to false for an
 * id that it remembers already.
 */
export type RememberToken = (id: string, until: number) => boolean | Promise<boolean>;

/**
 * Remembers tokens in this process. It holds the tokens of about a minute, and only those that the gateway has signed: a
 * sender without its key cannot fill it.
 */
export function createTokenMemory(now: () => number): RememberToken {
  /** In the order of their arrival, and so about in that of their expiry. */
  const known = new Map<string, number>();
  return (id, until) => {
    for (const [old, expires] of known) {
      if (expires >= now()) break;
      known.delete(old);
    }
    if (known.has(id)) return false;
    known.set(id, until);
    return true;
  };
}
