import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../schema/lint/learned/decide.ts';
import { scoreOf } from '../../../../schema/lint/learned/feature.ts';
import { MIN_VALUES, scoreGraph } from '../../../../schema/lint/learned/score-graph.ts';
import type { LearnedWeights } from '../../../../schema/lint/learned/weights.ts';
import { readGraph } from '../../../support/learned-graph.ts';

const NONE: LearnedWeights = { words: {}, type: {}, value: {}, schema: {}, both: {} };

/** A schema with enough values for words to count. */
function schema(types: string): string {
  const many = Array.from({ length: MIN_VALUES }, (_, index) => `n${index}: Int`);
  return `type Query { r: Rest } type Rest { ${many.join(' ')} } ${types}`;
}

describe('the score of a value', () => {
  it('is the sum of the weights of its features, each as often as it has it', () => {
    expect(
      scoreOf(
        [
          ['a', 1],
          ['b', 0.5],
          ['c', 9],
        ],
        { a: 2, b: -1 },
      ),
    ).toBe(1.5);
  });

  it('comes from its words, those of its type, the score of its type and that of the schema', () => {
    const graph = readGraph(
      schema(
        'type MoodEntry { note: String } input MoodEntryInput { note: String } type Shelf { note: String }',
      ),
    );
    const scores = scoreGraph(graph, {
      words: { 'type mood': 1 },
      type: { 'name mood': 2 },
      value: { 'word note': 1, 'in entry': 0.5, type: 1, alike: 0.25 },
      schema: { words: 1 },
      both: { value: 1, schema: 10 },
    });
    const noted = new Map([...scores].map(([at, score]) => [String(at), score]));
    // Of its types' words, mood and entry occur twice, rest and shelf once.
    const [twice, once] = [Math.log(3), Math.log(2)];
    const words = (3 * twice) / Math.hypot(twice, twice, once, once);
    expect(noted.get('MoodEntry.note')).toBeCloseTo(1 + 0.5 + 2 + 0.5 + 10 * words);
    expect(noted.get('MoodEntryInput.note')).toBeCloseTo(1 + 0.5 + 2 + 0.5 + 10 * words);
    expect(noted.get('Shelf.note')).toBeCloseTo(1 + 10 * words);
  });

  it('is missing where a schema has too few values, and where a place leads to objects', () => {
    expect(scoreGraph(readGraph('type Query { mood: Int }'), NONE).size).toBe(0);
    const scores = scoreGraph(readGraph(schema('type A { b: B } type B { c: Int }')), NONE);
    expect([...scores.keys()].map(String)).toContain('B.c');
    expect([...scores.keys()].map(String)).not.toContain('A.b');
  });
});

describe('rules and learned words', () => {
  it.each<[string, Parameters<typeof decide>, ReturnType<typeof decide>]>([
    ['report what words alone are sure of', [null, 2, false], 'by words'],
    ['report nothing that words are unsure of', [null, 1, false], null],
    ['report what rules find and words do not speak against', ['low', 0, false], 'by rules'],
    [
      'report nothing that rules are unsure of and words speak against',
      ['medium', -3, false],
      null,
    ],
    ['report what rules are sure of, whatever the words say', ['high', -9, false], 'by rules'],
    ['report what rules find where patients are named', ['low', -9, true], 'by rules'],
  ])('%s', (_what, [confidence, score, hasNamedPatients], decision) => {
    expect(decide(confidence, score, hasNamedPatients, { add: 1.5, drop: -2 })).toBe(decision);
  });
});
