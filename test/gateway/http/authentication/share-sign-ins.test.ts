import { describe, expect, it } from '@jest/globals';
import { shareSignIns } from '../../../../gateway/http/authentication/share-sign-ins.ts';
import { createSignIns } from '../../../../gateway/http/authentication/sign-ins.ts';
import type { Caller } from '../../../../gateway/platform/caller.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import type { RememberedIds } from '../../../../gateway/platform/rates/remembered-ids.ts';
import { request } from '../../reports/surveillance/record-reviews.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const SETTINGS = { clientId: 'console', idleMinutes: 15, maxAgeMinutes: 720 };
const ENDED = { code: 'REAUTHENTICATION_REQUIRED', reason: 'SIGN_IN_ENDED' };

const callerOf = (subject: string, minutesAgo = 1): Caller => ({
  ...request(subject).caller,
  clientId: 'console',
  authTime: NOW - minutesAgo * 60_000,
});

function start(endedSignIns: RememberedIds | null) {
  const signIns = createSignIns(
    SETTINGS,
    () => NOW,
    () => 0,
  );
  if (signIns === null) throw new Error('the check is off');
  return shareSignIns(signIns, endedSignIns);
}

/** Ids in memory, with the seconds for which they are kept. */
function createEndedSignIns() {
  const kept = new Map<string, number>();
  const endedSignIns: RememberedIds = {
    set: async (id, seconds) => void kept.set(id.join('|'), seconds),
    has: async (id) => kept.has(id.join('|')),
  };
  return { kept, endedSignIns };
}

const down = () => Promise.reject(new GatewayError('NOT_READY'));

describe('a sign-out at one of two gateways', () => {
  it('with a shared store ends the sign-in at both, and at one that starts later, and no other sign-in', async () => {
    const { endedSignIns, kept } = createEndedSignIns();
    const [first, second] = [start(endedSignIns), start(endedSignIns)];
    for (const gateway of [first, second]) await gateway.assertFresh(callerOf('olga'));
    await first.end(callerOf('olga'));
    for (const gateway of [first, second, start(endedSignIns)]) {
      await expect(gateway.assertFresh(callerOf('olga'))).rejects.toMatchObject(ENDED);
      await gateway.assertFresh(callerOf('otto'));
      await gateway.assertFresh(callerOf('olga', 2));
    }
    // No shorter than the time for which a sign-in is accepted.
    expect([...kept.values()]).toEqual([2 * 720 * 60]);
  });

  it('without a store ends the sign-in at that one alone', async () => {
    const [first, second] = [start(null), start(null)];
    await first.end(callerOf('olga'));
    await expect(first.assertFresh(callerOf('olga'))).rejects.toMatchObject(ENDED);
    await second.assertFresh(callerOf('olga'));
  });

  it('rejects if the store cannot be reached, and still ends the sign-in at that gateway', async () => {
    const { endedSignIns } = createEndedSignIns();
    const gateway = start({ ...endedSignIns, set: down });
    await expect(gateway.end(callerOf('olga'))).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(gateway.assertFresh(callerOf('olga'))).rejects.toMatchObject(ENDED);
  });

  it('leaves reports refused while the store cannot be asked', async () => {
    const gateway = start({ ...createEndedSignIns().endedSignIns, has: down });
    await expect(gateway.assertFresh(callerOf('olga'))).rejects.toMatchObject({
      code: 'NOT_READY',
    });
  });

  it('of a token without auth_time is remembered nowhere', async () => {
    const { endedSignIns, kept } = createEndedSignIns();
    await start(endedSignIns).end({ ...callerOf('program'), authTime: null });
    expect(kept.size).toBe(0);
  });
});
