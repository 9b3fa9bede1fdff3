import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { countInMemory, type Count } from '../../../../gateway/platform/rates/counters.ts';
import { createFirstUse } from '../../../../gateway/platform/rates/first-use.ts';
import { createRememberedIds } from '../../../../gateway/platform/rates/remembered-ids.ts';
import { createLimiter } from '../../../../gateway/platform/rates/limiter.ts';
import {
  shareCounters,
  type LimitStore,
  type SharedCounters,
  type SharingOptions,
} from '../../../../gateway/platform/rates/shared-counters.ts';

const KEY = ['caller', 'https://id.example', 'ada'] as const;
const MINUTE = { limit: 3, seconds: 60 };

const DOWN = () =>
  Promise.reject(Object.assign(new Error('host and password'), { code: 'ECONNREFUSED' }));
const NEVER = () => new Promise<never>(() => undefined);
const UP = () => Promise.resolve(null);

/** A store in memory that can be broken. */
function createStore() {
  const memory = countInMemory();
  const names: string[] = [];
  let answer: () => Promise<Count | null> = UP;
  const store: LimitStore = {
    add: async (name, amount, seconds) => {
      names.push(name);
      return (await answer()) ?? memory.add(name, amount, seconds);
    },
    read: async (name) => (await answer()) ?? memory.read(name),
    prepare: async () => void (await answer()),
    codeOf: (error) => (error as { readonly code?: string }).code ?? null,
    close: () => Promise.resolve(),
  };
  return { store, names, answerWith: (next: typeof answer) => void (answer = next) };
}

const opened: SharedCounters[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const each of opened.splice(0)) await each.close();
});

async function share(store: LimitStore, options: Partial<SharingOptions> = {}) {
  const notes: (string | null)[] = [];
  const shared = await shareCounters(store, {
    key: null,
    onFailure: 'open',
    timeoutMs: 50,
    note: (failure) => notes.push(failure && failure.code),
    ...options,
  });
  opened.push(shared);
  return { shared, notes, limiter: createLimiter(shared) };
}

describe('gateways that share counts in a store', () => {
  it('count the requests of a caller at all gateways together', async () => {
    const { store } = createStore();
    const one = await share(store);
    const other = await share(store);
    const used: number[] = [];
    for (const { limiter } of [one, other, one, other])
      used.push((await limiter.count(KEY, MINUTE)).used);
    expect(used).toEqual([1, 2, 3, 4]);
    expect((await one.limiter.read(KEY, MINUTE)).used).toBe(4);
  });

  it('send the store no further requests of a caller from a gateway that alone has counted as many as the limit', async () => {
    const { store, names } = createStore();
    const { limiter } = await share(store);
    for (let times = 0; times < 10; times += 1) await limiter.count(KEY, MINUTE);
    expect(names).toHaveLength(3);
  });

  it('name callers in the store by hashes that depend on the key', async () => {
    const { store, names } = createStore();
    for (const key of [null, new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)])
      await (await share(store, { key })).limiter.count(KEY, MINUTE);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[\w-]{43}$/);
  });

  it.each(['open', 'closed'] as const)(
    'accept the first use of an id at only one of them, and none while the store fails (NOT_READY), with onFailure: %s',
    async (onFailure) => {
      const { store, answerWith } = createStore();
      const uses = await Promise.all([share(store, { onFailure }), share(store, { onFailure })]);
      const [first, second] = uses.map(({ shared }) => createFirstUse(shared));
      expect(await first?.('proof', 60)).toBe(true);
      expect(await second?.('proof', 60)).toBe(false);
      answerWith(DOWN);
      for (const gateway of [first, second])
        await expect(gateway?.('another', 60)).rejects.toMatchObject({ code: 'NOT_READY' });
    },
  );

  it.each(['open', 'closed'] as const)(
    'know the ids that the other remembers, and say nothing about ids while the store fails (NOT_READY), with onFailure: %s',
    async (onFailure) => {
      const { store, answerWith } = createStore();
      const [first, second] = (
        await Promise.all([share(store, { onFailure }), share(store, { onFailure })])
      ).map(({ shared }) => createRememberedIds(shared));
      expect(await second?.has(['a', 'b'])).toBe(false);
      await first?.set(['a', 'b'], 60);
      for (const gateway of [first, second]) {
        expect(await gateway?.has(['a', 'b'])).toBe(true);
        expect(await gateway?.has(['a,b'])).toBe(false);
      }
      answerWith(DOWN);
      const down = { code: 'NOT_READY' };
      await expect(second?.has(['a', 'b'])).rejects.toMatchObject(down);
      await expect(first?.set(['c'], 60)).rejects.toMatchObject(down);
    },
  );
});

describe('a store of limits that fails', () => {
  it.each<[string, () => Promise<never>, string]>([
    ['refuses connections', DOWN, 'ECONNREFUSED'],
    ['does not answer', NEVER, 'LIMIT_STORE_LATE'],
  ])(
    'and %s leaves a gateway (onFailure: open) ready and counting alone, without a wait for each request',
    async (_how, how, code) => {
      const { store, names, answerWith } = createStore();
      const { limiter, notes, shared } = await share(store);
      await limiter.count(KEY, MINUTE);
      answerWith(how);
      const used: number[] = [];
      const before = performance.now();
      for (let times = 0; times < 4; times += 1) used.push((await limiter.count(KEY, MINUTE)).used);
      expect(performance.now() - before).toBeLessThan(500);
      expect(used).toEqual([2, 3, 4, 5]);
      // Only the first request after the failure was sent.
      expect(names).toHaveLength(2);
      expect(notes).toEqual([null, code]);
      expect(shared.isReady()).toBe(true);
    },
  );

  it('makes a gateway with onFailure: closed refuse requests with NOT_READY and report that it is not ready', async () => {
    const { store, answerWith } = createStore();
    const { limiter, shared } = await share(store, { onFailure: 'closed' });
    answerWith(DOWN);
    await expect(limiter.count(KEY, MINUTE)).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(limiter.read(KEY, MINUTE)).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(shared.isReady()).toBe(false);
  });

  it('is used again by a gateway within a second after it works, with the requests that another gateway counted', async () => {
    jest.useFakeTimers();
    const { store, answerWith } = createStore();
    const one = await share(store, { onFailure: 'closed' });
    const other = await share(store);
    answerWith(DOWN);
    await expect(one.limiter.count(KEY, MINUTE)).rejects.toMatchObject({ code: 'NOT_READY' });
    await jest.advanceTimersByTimeAsync(3_000);
    expect(one.shared.isReady()).toBe(false);
    answerWith(UP);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(one.shared.isReady()).toBe(true);
    expect(one.notes.at(-1)).toBeNull();
    for (let times = 0; times < 3; times += 1) await other.limiter.count(KEY, MINUTE);
    // More than this gateway alone has counted, which is two, with the refused request.
    expect((await one.limiter.count(KEY, MINUTE)).used).toBe(4);
  });

  it('does not prevent the start of a gateway with onFailure: open', async () => {
    const { store, answerWith } = createStore();
    answerWith(DOWN);
    const { limiter, notes } = await share(store);
    expect((await limiter.count(KEY, MINUTE)).used).toBe(1);
    expect(notes).toEqual(['ECONNREFUSED']);
  });

  it('prevents the start if an operator has to change something, and the error says what', async () => {
    const { store, answerWith } = createStore();
    answerWith(() => Promise.reject(new StartError(['Correct the password.'])));
    await expect(share(store)).rejects.toThrow('Correct the password.');
  });
});

describe('a store of limits that another program writes to', () => {
  it.each<[string, Count]>([
    ['a negative count', { total: -1_000_000, msLeft: 60_000 }],
    ['zero', { total: 0, msLeft: 60_000 }],
    ['NaN', { total: NaN, msLeft: 60_000 }],
    ['infinity', { total: Infinity, msLeft: 60_000 }],
  ])(
    'and returns %s gives a caller no more requests than the gateway alone would',
    async (_what, count) => {
      const { store, answerWith } = createStore();
      const { limiter } = await share(store);
      answerWith(() => Promise.resolve(count));
      const used: number[] = [];
      for (let times = 0; times < 4; times += 1) used.push((await limiter.count(KEY, MINUTE)).used);
      expect(used).toEqual([1, 2, 3, 4]);
    },
  );

  it.each([-1, NaN, 1e300])(
    'and returns %s as the milliseconds left of a minute makes callers wait 1 to 60 seconds',
    async (msLeft) => {
      const { store, answerWith } = createStore();
      const { limiter } = await share(store);
      answerWith(() => Promise.resolve({ total: 100, msLeft }));
      const { used, secondsLeft } = await limiter.count(KEY, MINUTE);
      expect(used).toBe(100);
      expect(secondsLeft).toBeGreaterThanOrEqual(1);
      expect(secondsLeft).toBeLessThanOrEqual(60);
    },
  );
});
