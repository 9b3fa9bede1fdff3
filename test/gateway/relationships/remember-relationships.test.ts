import { describe, expect, it } from '@jest/globals';
import { rememberRelationships } from '../../../gateway/relationships/remember-relationships.ts';

describe('what is remembered of relationships', () => {
  it('is bounded: past 100,000 answers the one that was used least recently goes', () => {
    const memory = rememberRelationships(10, () => 0);
    for (let index = 0; index <= 100_000; index += 1) {
      memory.remember({ caller: 'c', patient: `p${index}`, relationship: null, asked: 0 });
      if (index === 99_999) memory.recall('c', 'p0');
    }
    expect(memory.recall('c', 'p0')).toBeNull();
    expect(memory.recall('c', 'p1')).toBeUndefined();
    expect(memory.recall('c', 'p100000')).toBeNull();
  });
});
