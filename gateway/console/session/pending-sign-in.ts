import { z } from 'zod/mini';

/** What must be remembered while somebody is at the issuer. None of it is worth anything afterwards. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go afterwards, below `/admin`. */
  readonly path: string;
}

const KEY = 'phi-console-sign-in';

const PENDING = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
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
