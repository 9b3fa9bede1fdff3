import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createShares } from '../../../../gateway/pipeline/execution/create-shares.ts';

/** The result of a promise, or `waits` while it is pending. */
async function now(promise: Promise<boolean>): Promise<boolean | 'waits'> {
  return Promise.race([promise, new Promise<'waits'>((resolve) => setImmediate(resolve, 'waits'))]);
}

describe('shares of a limit', () => {
  it('limit each holder to its part and leave the rest to others', async () => {
    const shares = createShares(4, 2);
    const end = new EventEmitter();
    expect(await now(shares.take('a', 2, end))).toBe(true);
    const more = shares.take('a', 1, end);
    expect(await now(more)).toBe('waits');
    expect(await now(shares.take('b', 2, end))).toBe(true);
    shares.give('b', 1);
    expect(await now(more)).toBe('waits');
    shares.give('a', 1);
    expect(await now(more)).toBe(true);
  });

  it('are granted in order of request, so that small amounts do not overtake a large one', async () => {
    const shares = createShares(4, 4);
    const end = new EventEmitter();
    expect(shares.tryTake('a', 3)).toBe(true);
    const large = shares.take('b', 4, end);
    const small = shares.take('c', 1, end);
    expect(await now(small)).toBe('waits');
    shares.give('a', 3);
    expect(await now(large)).toBe(true);
    expect(await now(small)).toBe('waits');
    shares.give('b', 4);
    expect(await now(small)).toBe(true);
  });

  it('are not granted to an aborted request, and an impossible amount is refused at once', async () => {
    const shares = createShares(4, 2);
    const [end, other] = [new EventEmitter(), new EventEmitter()];
    await shares.take('a', 2, end);
    const first = shares.take('a', 2, other);
    const second = shares.take('a', 2, end);
    other.emit('abort');
    expect(await now(first)).toBe(false);
    shares.give('a', 2);
    expect(await now(second)).toBe(true);
    expect(await now(shares.take('b', 3, end))).toBe(false);
    expect(shares.tryTake('b', 2)).toBe(true);
    expect(shares.tryTake('c', 1)).toBe(false);
  });
});
