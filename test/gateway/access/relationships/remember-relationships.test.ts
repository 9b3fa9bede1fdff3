import { describe, expect, it } from '@jest/globals';
import { rememberRelationships } from '../../../../gateway/access/relationships/remember-relationships.ts';

function answer(patients: readonly string[]) {
  return { patients, relationships: new Map(), asked: 0 };
}

function many(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `p${from + index}`);
}

describe('the relationship cache', () => {
  it('holds 100,000 answers and then evicts the least recently used caller', () => {
    const memory = rememberRelationships(10, () => 0);
    for (const caller of ['a', 'b', 'c', 'd']) memory.remember(caller, answer(many(0, 25_000)));
    expect(memory.recall('a')('p0')).toBeNull();
    memory.remember('c', answer(['more']));
    expect(memory.recall('b')('p0')).toBeUndefined();
    for (const caller of ['a', 'c', 'd']) expect(memory.recall(caller)('p0')).toBeNull();
    expect(memory.recall('c')('more')).toBeNull();
  });

  it('holds at most 100,000 answers of one caller', () => {
    const memory = rememberRelationships(10, () => 0);
    for (let from = 0; from < 200_000; from += 1_000)
      memory.remember('a', answer(many(from, 1_000)));
    const recall = memory.recall('a');
    const left = many(0, 200_000).filter((patient) => recall(patient) !== undefined);
    expect(left.length).toBeLessThanOrEqual(100_000);
    expect(left).toContain('p199999');
  });

  it('counts an answer once when it is stored again', () => {
    const memory = rememberRelationships(10, () => 0);
    memory.remember('b', answer(['p1']));
    for (let times = 0; times < 10; times += 1) memory.remember('a', answer(many(0, 90_000)));
    expect(memory.recall('b')('p1')).toBeNull();
  });
});
