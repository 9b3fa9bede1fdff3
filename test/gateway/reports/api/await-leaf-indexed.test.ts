import { expect, it } from '@jest/globals';
import { awaitLeafIndexed } from '../../../../gateway/reports/api/await-leaf-indexed.ts';

const PATIENCE_MS = 3_000;

async function timed(askStatus: Parameters<typeof awaitLeafIndexed>[1]): Promise<number> {
  const before = performance.now();
  await awaitLeafIndexed(7, askStatus);
  return performance.now() - before;
}

it('a mutation of the report API returns once the index has read its record', async () => {
  let indexed = 4;
  const askStatus = () => Promise.resolve({ indexed: (indexed += 1) });
  expect(await timed(askStatus)).toBeLessThan(PATIENCE_MS / 2);
  expect(indexed).toBe(8);
});

it('a mutation of the report API does not wait if the status of the index is unavailable', async () => {
  expect(await timed(() => Promise.reject(new Error('busy')))).toBeLessThan(PATIENCE_MS / 2);
});

it.each<[string, Parameters<typeof awaitLeafIndexed>[1]]>([
  ['does not reach the record', () => Promise.resolve({ indexed: 7 })],
  ['does not answer', () => new Promise(() => undefined)],
])(
  'a mutation of the report API returns after about three seconds if the index %s',
  async (_what, askStatus) => {
    const waited = await timed(askStatus);
    expect(waited).toBeGreaterThan(PATIENCE_MS - 500);
    expect(waited).toBeLessThan(PATIENCE_MS + 1_000);
  },
);
