import { z } from 'zod/mini';

/** Requirements for a sign-in. Times are of the issuer's clock, in seconds since 1970. */
export interface SignInDemand {
  /** The maximum age in seconds; null for any age. */
  readonly maxAge: number | null;
  /** The time of an earlier sign-in, which must be older; null for none. */
  readonly after: number | null;
}

/** What is kept while the user signs in at the issuer. It is useless afterwards. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly demand: SignInDemand;
  /** The path to return to, below `/admin`. */
  readonly path: string;
}

const KEY = 'phi-console-sign-in';

const PENDING = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  demand: z.object({ maxAge: z.nullable(z.number()), after: z.nullable(z.number()) }),
  path: z.string().check(z.regex(/^\/admin(\/|\?|$)/)),
});

/** Keeps a pending sign-in in this tab. */
export function keepPending(pending: PendingSignIn): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** Returns the pending sign-in and removes it, so that it is used once; null without a pending sign-in. */
export function takePending(): PendingSignIn | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return null;
  try {
    const tree: unknown = JSON.parse(text);
    return PENDING.safeParse(tree).data ?? null;
  } catch {
    return null;
  }
}
