import { z } from 'zod/mini';

/** Requirements for a sign-in. Times are of the issuer's clock, in seconds since 1970. */
export interface SignInDemand {
  /** The maximum age in seconds; null for any age. */
  readonly maxAge: number | null;
  /** The sign-in must be later than this time of an earlier one; null if any time will do. */
  readonly after: number | null;
}

/** What the page keeps while the user signs in at the issuer, to check the response. It is useless afterwards. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** The code verifier of PKCE. */
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
