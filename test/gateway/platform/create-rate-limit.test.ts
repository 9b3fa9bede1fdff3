import { describe, expect, it } from '@jest/globals';
import { createRateLimit } from '../../../gateway/platform/create-rate-limit.ts';

const ada = { issuer: 'https://id.example', subject: 'ada' };

describe('the rate limit', () => {
  it('admits the configured number of requests per minute, then states when to retry', async () => {
    const { admitCaller } = createRateLimit(2);
    expect(await admitCaller(ada)).toEqual({ ok: true });
    expect(await admitCaller(ada)).toEqual({ ok: true });
    const refused = await admitCaller(ada);
    const seconds = refused.ok ? Infinity : refused.retryAfterSeconds;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('counts each combination of issuer and subject separately', async () => {
    const { admitCaller } = createRateLimit(1);
    const callers = [
      ada,
      { ...ada, issuer: 'https://b.example' },
      { ...ada, subject: 'grace' },
      { issuer: 'a', subject: 'b","c' },
      { issuer: 'a","b', subject: 'c' },
      { issuer: '__proto__', subject: 'constructor' },
    ];
    for (const caller of callers) expect((await admitCaller(caller)).ok).toBe(true);
    for (const caller of callers) expect((await admitCaller(caller)).ok).toBe(false);
  });

  it('admits 60 unauthenticated requests for each IPv4 address and each /64 network of IPv6', async () => {
    const { admitStranger } = createRateLimit(1);
    const spend = async (address: string) => {
      let admitted = 0;
      while ((await admitStranger(address)).ok) admitted += 1;
      return admitted;
    };
    expect(await spend('10.0.0.1')).toBe(60);
    expect(await spend('10.0.0.2')).toBe(60);
    expect(await spend('::ffff:10.0.0.1')).toBe(60);
    expect(await spend('2001:db8:1:2::1')).toBe(60);
    expect(await spend('2001:db8:1:2:ffff::2')).toBe(0);
    expect(await spend('2001:db8:1:3::1')).toBe(60);
    expect(await spend('::1')).toBe(60);
    expect(await spend('fe80::1%eth0')).toBe(60);
    expect(await spend('fe80::2%eth0')).toBe(0);
  });
});
