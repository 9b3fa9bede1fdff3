import { describe, expect, it } from '@jest/globals';
import { createDictionary } from '../../../../gateway/reports/index/dictionary.ts';

describe('a dictionary of names in a report index', () => {
  it('takes less than 100 kB of heap and of buffers while it is empty, because each read of a ledger creates one', () => {
    const before = process.memoryUsage();
    const made = Array.from({ length: 200 }, () => createDictionary('names'));
    const after = process.memoryUsage();
    expect(made).toHaveLength(200);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(20_000_000);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
  });
});
