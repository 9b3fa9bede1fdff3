import { describe, expect, it } from '@jest/globals';
import {
  createRateLimit,
  type Admission,
  type RateLimits,
  type RatePerMinute,
} from '../../../../gateway/platform/rates/create-rate-limit.ts';
import { createLimiter } from '../../../../gateway/platform/rates/limiter.ts';
import { callerOf } from '../../../support/in-process-graph.ts';

const NONE: RatePerMinute = { requestsPerMinute: null, costPerMinute: null };
const ada = callerOf([], { subject: 'ada', clientId: 'portal', address: '192.0.2.1' });
const grace = { ...ada, subject: 'grace' };

function create(own: Partial<RatePerMinute>, others: Partial<RateLimits> = {}) {
  const limits: RateLimits = {
    ofCaller: () => ({ ...NONE, ...own }),
    client: NONE,
    address: NONE,
    role: new Map(),
    ...others,
  };
  return createRateLimit(limits, createLimiter());
}

/** Whether each of these requests, in this order, is admitted. */
async function outcomes(
  admit: (caller: typeof ada) => Promise<Admission>,
  callers: readonly (typeof ada)[],
): Promise<readonly boolean[]> {
  const admitted: boolean[] = [];
  for (const caller of callers) admitted.push((await admit(caller)).ok);
  return admitted;
}

describe('the rate limit per caller', () => {
  it('admits the configured number of requests per minute and reports how many are used, then refuses and states when to retry', async () => {
    const { admitRequest } = create({ requestsPerMinute: 2 });
    const quota = { policy: 'requests', unit: 'requests', limit: 2, seconds: 60, secondsLeft: 60 };
    expect(await admitRequest(ada)).toEqual({ ok: true, quotas: [{ ...quota, used: 1 }] });
    expect(await admitRequest(ada)).toMatchObject({ ok: true, quotas: [{ ...quota, used: 2 }] });
    const refused = await admitRequest(ada);
    expect(refused).toMatchObject({ ok: false, quotas: [{ policy: 'requests', used: 3 }] });
    const seconds = refused.ok ? Infinity : refused.retryAfterSeconds;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('counts each combination of issuer and subject separately', async () => {
    const { admitRequest } = create({ requestsPerMinute: 1 });
    const callers = [
      ada,
      { ...ada, issuer: 'https://b.example' },
      grace,
      { ...ada, issuer: 'a', subject: 'b","c' },
      { ...ada, issuer: 'a","b', subject: 'c' },
      { ...ada, issuer: '__proto__', subject: 'constructor' },
    ];
    expect(await outcomes(admitRequest, callers)).toEqual(callers.map(() => true));
    expect(await outcomes(admitRequest, callers)).toEqual(callers.map(() => false));
  });
});

describe('the rate limits that callers share', () => {
  const two = { ...NONE, requestsPerMinute: 2 };

  it.each<[string, Partial<RateLimits>, Partial<typeof ada>]>([
    [
      'client together, and those of another client separately',
      { client: two },
      { clientId: 'another' },
    ],
    [
      'client together, and those of callers without a client separately',
      { client: two },
      { clientId: null },
    ],
    [
      'address together, and those of another address separately',
      { address: two },
      { address: '192.0.2.2' },
    ],
    [
      'role together, and those of another role separately',
      { role: new Map([['nurse', two]]) },
      { roles: ['physician'] },
    ],
  ])('count the requests of all callers with the same %s', async (_what, limits, others) => {
    const { admitRequest } = create({ requestsPerMinute: 100 }, limits);
    const nurses = [ada, grace, ada].map((each) => ({ ...each, roles: ['nurse'] }));
    expect(await outcomes(admitRequest, nurses)).toEqual([true, true, false]);
    expect(await outcomes(admitRequest, [{ ...ada, roles: ['nurse'], ...others }])).toEqual([true]);
  });

  it('are reported to a caller only once they are used up, unlike the limit per caller', async () => {
    const { admitRequest } = create({ requestsPerMinute: 9 }, { client: two });
    const policies = async () => (await admitRequest(ada)).quotas.map(({ policy }) => policy);
    expect(await policies()).toEqual(['requests']);
    expect(await policies()).toEqual(['requests']);
    expect(await policies()).toEqual(['client-requests']);
  });

  it('do not count requests that the limit per caller refuses', async () => {
    const { admitRequest } = create({ requestsPerMinute: 1 }, { client: two, address: two });
    expect(await outcomes(admitRequest, [ada, ada, ada, ada, grace])).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('count a request for each role of its caller, and refuse it if the limit of one role is used up', async () => {
    const role = new Map([
      ['nurse', { ...NONE, requestsPerMinute: 1 }],
      ['researcher', { ...NONE, requestsPerMinute: 5 }],
    ]);
    const { admitRequest } = create({}, { role });
    const both = { ...ada, roles: ['nurse', 'researcher'] };
    const researcher = { ...ada, roles: ['researcher'] };
    expect(await outcomes(admitRequest, [both, both, researcher])).toEqual([true, false, true]);
  });
});

/** Null if the cost is admitted. */
const charge = (limit: ReturnType<typeof create>, cost: number, caller = ada) =>
  limit.chargeCost(caller, cost).then(
    () => null,
    ({ code, retryAfterSeconds }: { code: string; retryAfterSeconds: number }) => ({
      code,
      retryAfterSeconds,
    }),
  );

describe('the limit of cost per minute', () => {
  it('admits operations of each caller up to the limit, then refuses with RATE_LIMITED and the seconds to wait', async () => {
    const limit = create({ costPerMinute: 100 });
    expect(await charge(limit, 60)).toBeNull();
    expect(await charge(limit, 40)).toBeNull();
    expect(await charge(limit, 1)).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 60 });
    expect(await charge(limit, 100, grace)).toBeNull();
  });

  it('is shared by the callers of a client, of an address or of a role for which a limit is configured', async () => {
    const hundred = { ...NONE, costPerMinute: 100 };
    for (const others of [
      { client: hundred },
      { address: hundred },
      { role: new Map([['nurse', hundred]]) },
    ]) {
      const limit = create({}, others);
      const nurse = { ...ada, roles: ['nurse'] };
      expect(await charge(limit, 60, nurse)).toBeNull();
      expect(await charge(limit, 60, { ...nurse, subject: 'grace' })).not.toBeNull();
    }
  });

  it('counts a fraction of a unit of cost as a whole unit, and nothing for an operation without cost', async () => {
    const limit = create({ costPerMinute: 2 });
    for (let times = 0; times < 5; times += 1) expect(await charge(limit, 0)).toBeNull();
    expect(await charge(limit, 0.1)).toBeNull();
    expect(await charge(limit, 1.5)).not.toBeNull();
  });

  it('calls the listener of a request with the cost that is used of the limit', async () => {
    const limit = create({ costPerMinute: 100 });
    const reported: unknown[] = [];
    limit.onCharged(ada, (quotas) => reported.push(...quotas));
    await limit.chargeCost(ada, 30);
    expect(reported).toEqual([
      { policy: 'cost', unit: 'cost', limit: 100, used: 30, seconds: 60, secondsLeft: 60 },
    ]);
  });
});

describe('the limit of failed authentication', () => {
  it('admits 60 requests for each IPv4 address, mapped into IPv6 or not, and for each /64 network of IPv6, and refuses further ones', async () => {
    const { admitStranger, checkStranger } = create({});
    const spend = async (address: string) => {
      let admitted = 0;
      while ((await admitStranger(address)).ok) admitted += 1;
      return admitted;
    };
    expect((await checkStranger('10.0.0.1')).ok).toBe(true);
    expect(await spend('10.0.0.1')).toBe(60);
    expect((await checkStranger('10.0.0.1')).ok).toBe(false);
    expect(await spend('10.0.0.2')).toBe(60);
    expect(await spend('::ffff:10.0.0.1')).toBe(0);
    expect(await spend('::FFFF:A00:2')).toBe(0);
    expect(await spend('::ffff:10.0.0.3')).toBe(60);
    expect(await spend('10.0.0.3')).toBe(0);
    expect(await spend('2001:db8:1:2::1')).toBe(60);
    expect(await spend('2001:db8:1:2:ffff::2')).toBe(0);
    expect(await spend('2001:db8:1:3::1')).toBe(60);
    expect(await spend('::1')).toBe(60);
    expect(await spend('fe80::1%eth0')).toBe(60);
    expect(await spend('fe80::2%eth0')).toBe(0);
  });
});
