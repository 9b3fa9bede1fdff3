import { z } from 'zod/mini';

/** What a sign-in has to be. Times are the issuer's, in seconds since 1970. */
export interface SignInDemand {
  /** How old it may be, in seconds; null is any age. */
  readonly maxAge: number | null;
  /** It has to be newer than this one; null for none. */
  readonly after: number | null;
}

/** What must be remembered while somebody is at the issuer. None of it is worth anything afterwards. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly demand: SignInDemand;
  /** Where to go afterwards, below `/admin`. */
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

/** Remembers it in this tab. */
export function keepPending(pending: PendingSignIn): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** Takes it out: it counts once. Null where there is none. */
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
