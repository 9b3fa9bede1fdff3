import { describe, expect, it } from '@jest/globals';
import { createRelationshipCache } from '../../../../gateway/access/relationships/relationship-cache.ts';

function answer(patients: readonly string[]) {
  return { patients, relationships: new Map(), since: 0 };
}

function many(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `p${from + index}`);
}

describe('the relationship cache', () => {
  it('holds 100,000 answers and then evicts those of the least recently used caller', () => {
    const cache = createRelationshipCache(10, () => 0);
    for (const caller of ['a', 'b', 'c', 'd']) cache.set(caller, answer(many(0, 25_000)));
    expect(cache.readerFor('a')('p0')).toBeNull();
    cache.set('c', answer(['more']));
    expect(cache.readerFor('b')('p0')).toBeUndefined();
    for (const caller of ['a', 'c', 'd']) expect(cache.readerFor(caller)('p0')).toBeNull();
    expect(cache.readerFor('c')('more')).toBeNull();
  });

  it('holds at most 100,000 answers of one caller, with the newest among them', () => {
    const cache = createRelationshipCache(10, () => 0);
    for (let from = 0; from < 200_000; from += 1_000) cache.set('a', answer(many(from, 1_000)));
    const read = cache.readerFor('a');
    const left = many(0, 200_000).filter((patient) => read(patient) !== undefined);
    expect(left.length).toBeLessThanOrEqual(100_000);
    expect(left).toContain('p199999');
  });

  it('counts answers that are stored again only once, so that they do not evict those of another caller', () => {
    const cache = createRelationshipCache(10, () => 0);
    cache.set('b', answer(['p1']));
    for (let times = 0; times < 10; times += 1) cache.set('a', answer(many(0, 90_000)));
    expect(cache.readerFor('b')('p1')).toBeNull();
  });
});
