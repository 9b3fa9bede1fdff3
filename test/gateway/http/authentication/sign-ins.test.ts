import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import type { Caller } from '../../../../gateway/platform/caller.ts';
import { createSignIns } from '../../../../gateway/http/authentication/sign-ins.ts';
import { request } from '../../reports/surveillance/record-reviews.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const SETTINGS = { clientId: 'console', idleMinutes: 15, maxAgeMinutes: 720 };

const callerOf = (minutesAgo: number | null, more: Partial<Caller> = {}): Caller => ({
  ...request('olga').caller,
  clientId: 'console',
  authTime: minutesAgo === null ? null : NOW - minutesAgo * MINUTE,
  ...more,
});

function start() {
  let now = NOW;
  let uptime = 0;
  const signIns = createSignIns(
    SETTINGS,
    () => now,
    () => uptime,
  );
  if (signIns === null) throw new Error('the check is off');
  return {
    signIns,
    pass: (minutes: number) => {
      now += minutes * MINUTE;
      uptime += minutes * MINUTE;
    },
    setBack: (minutes: number) => void (now -= minutes * MINUTE),
    reasonOf: (caller: Caller): string | null => {
      try {
        signIns.assertFresh(caller);
        return null;
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'REAUTHENTICATION_REQUIRED')
          return error.reason;
        throw error;
      }
    },
  };
}

describe('the sign-in of a person who reads reports', () => {
  it.each([
    ['just now is accepted', callerOf(0), null],
    ['15 minutes ago is accepted, if idleMinutes is 15', callerOf(15), null],
    [
      '16 minutes ago, and not used since, gets SIGN_IN_IDLE, if idleMinutes is 15',
      callerOf(16),
      'SIGN_IN_IDLE',
    ],
    [
      '721 minutes ago gets SIGN_IN_TOO_OLD, if maxAgeMinutes is 720',
      callerOf(721),
      'SIGN_IN_TOO_OLD',
    ],
    ['3 seconds in the future is accepted', callerOf(-0.05), null],
    ['10 minutes in the future gets AUTH_TIME_IN_FUTURE', callerOf(-10), 'AUTH_TIME_IN_FUTURE'],
    ['at the time 0 gets SIGN_IN_TOO_OLD', callerOf(null, { authTime: 0 }), 'SIGN_IN_TOO_OLD'],
    [
      'at a time that the token does not state gets AUTH_TIME_MISSING',
      callerOf(null),
      'AUTH_TIME_MISSING',
    ],
    [
      'at a time that a token without a client does not state gets AUTH_TIME_MISSING',
      callerOf(null, { clientId: null }),
      'AUTH_TIME_MISSING',
    ],
    [
      'at a time that the token of another client does not state is accepted',
      callerOf(null, { clientId: 'exporter' }),
      null,
    ],
    [
      '60 minutes ago with another client gets SIGN_IN_IDLE',
      callerOf(60, { clientId: 'other' }),
      'SIGN_IN_IDLE',
    ],
  ])('made %s', (_, caller, reason) => {
    expect(start().reasonOf(caller)).toBe(reason);
  });

  it('is accepted as long as it is used every 15 minutes (idleMinutes), and gets SIGN_IN_TOO_OLD beyond maxAgeMinutes', () => {
    const { reasonOf, pass } = start();
    const olga = callerOf(0);
    for (let minutes = 0; minutes < 720; minutes += 15) {
      expect(reasonOf(olga)).toBeNull();
      pass(15);
    }
    expect(reasonOf(olga)).toBeNull();
    pass(1);
    expect(reasonOf(olga)).toBe('SIGN_IN_TOO_OLD');
  });

  it("gets SIGN_IN_IDLE each time after being idle, until a later sign-in, and does not affect other people's sign-ins", () => {
    const { reasonOf, pass } = start();
    const otto = callerOf(1, { subject: 'otto' });
    expect([reasonOf(callerOf(0)), reasonOf(otto)]).toEqual([null, null]);
    pass(10);
    expect(reasonOf(otto)).toBeNull();
    pass(6);
    expect([reasonOf(callerOf(0)), reasonOf(otto)]).toEqual(['SIGN_IN_IDLE', null]);
    expect(reasonOf(callerOf(0))).toBe('SIGN_IN_IDLE');
    expect(reasonOf(callerOf(-16))).toBeNull();
  });

  it('gets SIGN_IN_IDLE after 16 minutes without use, even if the clock was set back by 5 of them', () => {
    const { reasonOf, pass, setBack } = start();
    expect(reasonOf(callerOf(10))).toBeNull();
    setBack(5);
    pass(16);
    expect(reasonOf(callerOf(10))).toBe('SIGN_IN_IDLE');
  });

  it('gets SIGN_IN_ENDED after a sign-out, even with a refreshed token; a later sign-in or one at another issuer is accepted', () => {
    const { reasonOf, signIns, pass } = start();
    expect(reasonOf(callerOf(0))).toBeNull();
    signIns.end(callerOf(0));
    expect(reasonOf(callerOf(0, { tokenId: 'refreshed' }))).toBe('SIGN_IN_ENDED');
    expect(reasonOf(callerOf(0, { issuer: 'https://other.test' }))).toBeNull();
    pass(1);
    expect(reasonOf(callerOf(-1))).toBeNull();
    pass(1000);
    expect(reasonOf(callerOf(0))).toBe('SIGN_IN_ENDED');
  });

  it('stays ended (SIGN_IN_ENDED) after a sign-out if the person signs in 20,000 times, and another person stays signed in', () => {
    const { reasonOf, signIns, pass } = start();
    const otto = callerOf(14, { subject: 'otto' });
    expect([reasonOf(callerOf(5)), reasonOf(otto)]).toEqual([null, null]);
    signIns.end(callerOf(5));
    for (let at = 0; at < 20_000; at += 1) reasonOf(callerOf(1 + at / 10_000));
    expect(reasonOf(callerOf(5))).toBe('SIGN_IN_ENDED');
    pass(10);
    expect(reasonOf(otto)).toBeNull();
  });

  it('is not checked if maxAgeMinutes is null', () => {
    expect(createSignIns({ ...SETTINGS, maxAgeMinutes: null }, () => NOW)).toBeNull();
  });
});
