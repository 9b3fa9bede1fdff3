import { describe, expect, it } from '@jest/globals';
import { rowsInOrder } from '../../../../gateway/audit/store/stored-rows.ts';

describe('reading the raw rows of a ledger in order', () => {
  it.each([['7'], [null], [1.5], [3], [2]])(
    'stops at the index %p after row 3, and names the command that says what else is wrong',
    async (invalid) => {
      const rows = [{ first: 3 }, { first: invalid }];
      const order = { column: 'first', after: -1, where: 'audit.db' } as const;
      const read: unknown[] = [];
      const reading = async () => {
        for await (const row of rowsInOrder(() => Promise.resolve(rows.shift() ?? null), order))
          read.push(row);
      };
      await expect(reading()).rejects.toThrow(
        `The audit ledger audit.db has a row with the invalid index ${String(invalid)}. Run: phi-gateway audit verify --db audit.db`,
      );
      expect(read).toEqual([{ first: 3 }]);
    },
  );
});
