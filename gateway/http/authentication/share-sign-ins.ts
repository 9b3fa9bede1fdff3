import { callerKey, type Caller } from '../../platform/caller.ts';
import type { RememberedIds } from '../../platform/rates/remembered-ids.ts';
import { signInRefused, type RemoteSignIns, type SignIns } from './sign-ins.ts';

/**
 * Shares through `endedSignIns` which sign-ins have ended, so that another gateway refuses their tokens, and this one
 * after a restart. Null keeps them in this process's memory alone.
 */
export function shareSignIns(signIns: SignIns, endedSignIns: RememberedIds | null): RemoteSignIns {
  return {
    maxAgeSeconds: signIns.maxAgeSeconds,
    assertFresh: async (caller) => {
      signIns.assertFresh(caller);
      const id = idOf(caller);
      if (endedSignIns === null || id === null || !(await endedSignIns.has(id))) return;
      signIns.end(caller);
      throw signInRefused('SIGN_IN_ENDED');
    },
    end: async (caller) => {
      signIns.end(caller);
      const id = idOf(caller);
      if (id !== null) await endedSignIns?.set(id, signIns.rememberSeconds);
    },
  };
}

/** Null for a token that does not say when its holder signed in. */
function idOf(caller: Caller): readonly string[] | null {
  const { authTime } = caller;
  return authTime === null ? null : ['sign-in', callerKey(caller), String(authTime)];
}
