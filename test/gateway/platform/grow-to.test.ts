import { describe, expect, it } from '@jest/globals';
import { LRUCache } from 'lru-cache';
import { growTo } from '../../../gateway/platform/grow-to.ts';

/** Bytes of the process's memory that objects and buffers take. */
function takenBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('an LRU cache that grows', () => {
  it('takes no memory for entries that it does not have yet', () => {
    const before = takenBytes();
    const caches = Array.from({ length: 20 }, () => new LRUCache(growTo(200_000)));
    expect(takenBytes() - before).toBeLessThan(20_000_000);
    expect(caches.map(({ size }) => size)).toEqual(Array(20).fill(0));
  });

  it('evicts the entry that was used longest ago when it has as many as it may', () => {
    const cache = new LRUCache<string, number>(growTo(2));
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([...cache.keys()].toSorted()).toEqual(['a', 'c']);
  });
});
