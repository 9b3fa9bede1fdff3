import { describe, expect, it } from '@jest/globals';
import { createFirstUse } from '../../../../gateway/platform/rates/first-use.ts';

describe('the first use of an id without a shared store', () => {
  it('is reported as such, and every later use of the id is not', async () => {
    const isFirstUse = createFirstUse(null);
    const uses = ['a', 'b', 'a', 'b'].map((id) => isFirstUse(id, 60));
    expect(await Promise.all(uses)).toEqual([true, true, false, false]);
  });

  it('is forgotten after the given seconds', async () => {
    const isFirstUse = createFirstUse(null);
    expect(await isFirstUse('a', 0.05)).toBe(true);
    expect(await isFirstUse('a', 0.05)).toBe(false);
    while (!(await isFirstUse('a', 0.05))) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('is remembered for as many ids as fit: the one that was used longest ago is forgotten first', async () => {
    const isFirstUse = createFirstUse(null, 2);
    for (const id of ['a', 'b', 'c']) await isFirstUse(id, 60);
    expect([await isFirstUse('c', 60), await isFirstUse('b', 60)]).toEqual([false, false]);
    expect(await isFirstUse('a', 60)).toBe(true);
  });
});
