import { describe, expect, it } from '@jest/globals';
import { createCancelSignal } from '../../../../gateway/platform/cancel-signal.ts';
import { createSharedQuota } from '../../../../gateway/platform/subgraph/shared-quota.ts';

/** A result, or `waits` while it is pending. */
async function now(promise: boolean | Promise<boolean>): Promise<boolean | 'waits'> {
  return Promise.race([promise, new Promise<'waits'>((resolve) => setImmediate(resolve, 'waits'))]);
}

describe('a quota that several holders share', () => {
  it('limits each holder to its share and leaves the rest to others', async () => {
    const quota = createSharedQuota(4, 2);
    const { signal: end } = createCancelSignal();
    expect(await now(quota.acquire('a', 2, end))).toBe(true);
    const more = quota.acquire('a', 1, end);
    expect(await now(more)).toBe('waits');
    expect(await now(quota.acquire('b', 2, end))).toBe(true);
    quota.release('b', 1);
    expect(await now(more)).toBe('waits');
    quota.release('a', 1);
    expect(await now(more)).toBe(true);
  });

  it('is granted in order of request, so that small requests do not overtake a large one', async () => {
    const quota = createSharedQuota(4, 4);
    const { signal: end } = createCancelSignal();
    expect(quota.tryAcquire('a', 3)).toBe(true);
    const large = quota.acquire('b', 4, end);
    const small = quota.acquire('c', 1, end);
    expect(await now(small)).toBe('waits');
    quota.release('a', 3);
    expect(await now(large)).toBe(true);
    expect(await now(small)).toBe('waits');
    quota.release('b', 4);
    expect(await now(small)).toBe(true);
  });

  it('is granted to the small requests behind a large one as soon as the large one is aborted', async () => {
    const quota = createSharedQuota(4, 4);
    const { signal: end } = createCancelSignal();
    const { signal: other, cancel } = createCancelSignal();
    expect(quota.tryAcquire('a', 2)).toBe(true);
    const large = quota.acquire('b', 3, other);
    const small = [quota.acquire('c', 1, end), quota.acquire('d', 1, end)];
    const further = quota.acquire('e', 1, end);
    expect(await Promise.all(small.map(now))).toEqual(['waits', 'waits']);
    cancel();
    expect(await now(large)).toBe(false);
    expect(await Promise.all(small.map(now))).toEqual([true, true]);
    expect(await now(further)).toBe('waits');
  });

  it('grants nothing to an aborted request, and refuses at once an amount beyond the share, and with tryAcquire more than is left', async () => {
    const quota = createSharedQuota(4, 2);
    const { signal: end } = createCancelSignal();
    const { signal: other, cancel } = createCancelSignal();
    await quota.acquire('a', 2, end);
    const first = quota.acquire('a', 2, other);
    const second = quota.acquire('a', 2, end);
    cancel();
    expect(await now(first)).toBe(false);
    quota.release('a', 2);
    expect(await now(second)).toBe(true);
    expect(await now(quota.acquire('b', 3, end))).toBe(false);
    expect(quota.tryAcquire('b', 2)).toBe(true);
    expect(quota.tryAcquire('c', 1)).toBe(false);
  });

  it('grants nothing to a request that was aborted before, and gives it no place in the queue', async () => {
    const quota = createSharedQuota(2, 2, { total: 1, perHolder: 1 });
    const { signal: end } = createCancelSignal();
    const { signal: aborted, cancel } = createCancelSignal();
    cancel();
    expect(quota.acquire('a', 1, aborted)).toBe(false);
    expect(quota.tryAcquire('a', 2)).toBe(true);
    expect(quota.acquire('b', 1, aborted)).toBe(false);
    const waiting = quota.acquire('b', 1, end);
    expect(await now(waiting)).toBe('waits');
    quota.release('a', 2);
    expect(await now(waiting)).toBe(true);
  });

  it('with a queue of two requests per holder and three in all, refuses further requests at once until a waiting one has left', async () => {
    const quota = createSharedQuota(2, 1, { total: 3, perHolder: 2 });
    const { signal: end } = createCancelSignal();
    const { signal: other, cancel } = createCancelSignal();
    const acquire = (holder: string, signal = end) => now(quota.acquire(holder, 1, signal));
    expect(await acquire('a')).toBe(true);
    expect(await acquire('b')).toBe(true);
    expect([await acquire('a'), await acquire('a', other)]).toEqual(['waits', 'waits']);
    expect(await acquire('a')).toBe(false);
    expect([await acquire('b'), await acquire('c')]).toEqual(['waits', false]);
    cancel();
    expect(await acquire('a')).toBe('waits');
    quota.release('a', 1);
    expect([await acquire('a'), await acquire('a')]).toEqual(['waits', false]);
  });
});
