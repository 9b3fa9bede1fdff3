import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { TokenAnswer } from '../../../../gateway/platform/oauth/oauth-client.ts';
import { createTokenCache } from '../../../../gateway/platform/subgraph/token-cache.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(60, 5_000);
const REQUESTS = 60;

/** How long a failure may be the answer. */
const RETRY_MS = { UNAVAILABLE: 1_000, REFUSED: 5_000 };
/** The least age at which a token that a subgraph refused is replaced. */
const MIN_AGE_MS = 10_000;

describe(`a token that is kept (TEST_SEED=${SEED})`, () => {
  it('is the one that a new request would get, except until a withdrawn one is refused; a failure is one of a new request, or of one that is not repeated yet', async () => {
    const counts = { asked: 0, current: 0, keptInFailure: 0, failed: 0, replaced: 0 };
    const differences: object[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const seed = hashOf(SEED, run);
      const server = createTokenServer(createRandom(seed));
      const { get, drop } = createTokenCache(async () => server.ask(), server.now);
      /** The token or failure, once a renewal in the background has ended. */
      const getSettled = async () => {
        const kept = await get();
        await nextTurn();
        return kept.ok ? kept.token : kept.code;
      };
      for (let number = 0; number < REQUESTS; number += 1) {
        server.proceed();
        let kept = await getSettled();
        if (server.isWithdrawn(kept)) {
          const isReplaced = server.isReplaced(kept);
          if (drop(kept) !== isReplaced) differences.push({ seed, number, kept, isReplaced });
          if (!isReplaced) continue;
          counts.replaced += 1;
          kept = await getSettled();
        }
        const possible = [server.current(), ...server.failures()];
        if (!possible.includes(kept)) differences.push({ seed, number, kept, possible });
        if (kept !== server.current()) counts.failed += 1;
        else counts[server.fails() ? 'keptInFailure' : 'current'] += 1;
      }
      counts.asked += server.asked();
    }
    expect(differences).toEqual([]);
    expect(counts.asked).toBeLessThan((RUNS * REQUESTS) / 2);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(RUNS / 4);
  });
});

/**
 * A server whose current token changes when its lifetime ends, and when it is withdrawn. Until then, each request gets the
 * same token, with the rest of its lifetime.
 */
function createTokenServer(random: Random) {
  const lifetime = random.pick([4_000, 60_000, 3_600_000, 200_000_000, null]);
  const longest = Math.min(lifetime ?? 60_000, 86_400_000);
  const times = [0, 1, 400, 999, 1_000, 5_000, MIN_AGE_MS, longest / 8, longest / 3];
  let now = random.below(1_000_000);
  let failure: keyof typeof RETRY_MS | null = null;
  let withdrawals = 0;
  let asked = 0;
  /** Token → when it was last issued. */
  const issued = new Map<string, number>();
  const failures: { readonly at: number; readonly code: keyof typeof RETRY_MS }[] = [];

  const period = () => (lifetime === null ? 0 : Math.floor(now / lifetime));
  const current = () => `${period()} ${withdrawals}`;
  return {
    now: () => now,
    current,
    asked: () => asked,
    fails: () => failure !== null,
    /** Whether a token was withdrawn, but has not ended. */
    isWithdrawn: (token: string) => token !== current() && token.startsWith(`${period()} `),
    /** Whether a refused token is not used any more: it is old enough, or its renewal has just ended. */
    isReplaced: (token: string) =>
      now - (issued.get(token) ?? now) >= MIN_AGE_MS || issued.has(current()),
    /** The failures of requests that were just sent, or are not repeated yet. */
    failures: (): readonly string[] =>
      failures.flatMap(({ at, code }) => (now - at < RETRY_MS[code] ? [code] : [])),
    /** Lets time go on, and now and then something change. */
    proceed: () => {
      now += Math.ceil(random.pick(times));
      if (random.chance(15)) failure = random.pick([null, null, 'UNAVAILABLE', 'REFUSED']);
      if (random.chance(6)) withdrawals += 1;
    },
    ask: (): TokenAnswer => {
      asked += 1;
      if (failure !== null) {
        failures.push({ at: now, code: failure });
        return { ok: false, code: failure, reason: null, status: null };
      }
      issued.set(current(), now);
      const expiresInSeconds = lifetime === null ? null : (lifetime - (now % lifetime)) / 1_000;
      return { ok: true, token: current(), expiresInSeconds, issuedTokenType: null };
    },
  };
}
