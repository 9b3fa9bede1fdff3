import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { mapAtOnce } from '../../../../gateway/pipeline/authorization/map-at-once.ts';

describe('items that are mapped with a bound', () => {
  it.each([
    [0, 3, 0],
    [2, 3, 2],
    [7, 3, 3],
    [7, 1, 1],
  ])(
    '%i of them, %i at once: at most %i are under way, and results keep their order',
    async (length, count, most) => {
      const items = Array.from({ length }, (_each, index) => index);
      let underWay = 0;
      let seen = 0;
      const results = await mapAtOnce(items, count, async (item) => {
        underWay += 1;
        seen = Math.max(seen, underWay);
        // Later items end first.
        for (let turn = item; turn < length; turn += 1) await nextTurn();
        underWay -= 1;
        return item * 2;
      });
      expect(results).toEqual(items.map((item) => item * 2));
      expect(seen).toBe(most);
    },
  );

  it('reject as the first call that rejects', async () => {
    const failing = mapAtOnce([1, 2, 3], 2, async (item) => {
      await nextTurn();
      if (item === 2) throw new RangeError('two');
      return item;
    });
    await expect(failing).rejects.toThrow(RangeError);
  });
});
