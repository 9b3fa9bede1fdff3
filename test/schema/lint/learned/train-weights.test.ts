import { describe, expect, it } from '@jest/globals';
import type { Weights } from '../../../../schema/lint/learned/feature.ts';
import { fitWeights, type Sample } from '../../../bench/lint/train/fit-weights.ts';
import { minimize } from '../../../bench/lint/train/minimize.ts';
import { trainWeights, type KnownSchema } from '../../../bench/lint/train/train-weights.ts';
import {
  chooseThresholds,
  figuresOf,
  type ScoredPlace,
} from '../../../bench/lint/train/choose-thresholds.ts';
import { readGraph } from '../../../support/learned-graph.ts';

/** Twelve schemas in as many sets: in half of them, what a diary says is PHI. */
const SCHEMAS = Array.from({ length: 12 }, (_, set): KnownSchema => {
  const isDiary = set % 2 === 0;
  const type = isDiary ? 'MoodEntry' : 'ShopItem';
  const graph = readGraph(`type Query { a: ${type} } type ${type} { note: String price: Int }`);
  const answers = new Map([
    [`${type}.note`, isDiary],
    [`${type}.price`, false],
  ]);
  return { set, graph, answers };
});

function sample(name: string, isPhi: boolean): Sample {
  return {
    features: [
      ['bias', 1],
      [name, 1],
    ],
    isPhi,
    weight: 1,
  };
}

describe('training', () => {
  const trained = trainWeights(SCHEMAS);

  it('gives the same weights each time', () => {
    expect(JSON.stringify(trainWeights(SCHEMAS).weights)).toBe(JSON.stringify(trained.weights));
  });

  it('learns which words are PHI, rounds their weights to two decimals and sorts them', () => {
    const { words, value } = trained.weights;
    expect(words['type mood']).toBeGreaterThan(0);
    expect(words['type shop']).toBeLessThan(0);
    expect(value['word note']).toBeGreaterThan(value['word price'] ?? 0);
    for (const table of Object.values<Weights>({ ...trained.weights })) {
      expect(Object.keys(table)).toEqual(Object.keys(table).toSorted());
      expect(Object.values(table).map((weight) => Number(weight.toFixed(2)))).toEqual(
        Object.values(table),
      );
    }
  });

  it('scores each schema by weights that were fitted without its set, so that its own answers say little', () => {
    const [first, ...others] = SCHEMAS;
    if (!first) throw new Error('no schema');
    const wrong = {
      ...first,
      answers: new Map([...first.answers].map(([at, answer]) => [at, !answer])),
    };
    const scores = [...(trainWeights([wrong, ...others]).scores.get(wrong) ?? [])];
    expect(scores.map(([at, score]) => [String(at), score > 0])).toEqual([...first.answers]);
  });

  it('keeps only the weights that matter most, of features that enough schemas have', () => {
    const schema = [sample('often', true), sample('never', false), sample('bias', true)];
    const options = { penalty: 0.1, keep: 2, minSchemas: 3 };
    const weights = fitWeights([[...schema, sample('rare', true)], schema, schema], options);
    expect(Object.keys(weights)).toHaveLength(2);
    expect(weights).not.toHaveProperty('rare');
  });

  it('finds the lowest point of a convex function', () => {
    const [x, y] = minimize(2, (point, slope) => {
      const [a = 0, b = 0] = point;
      slope[0] = 2 * (a - 3) + b;
      slope[1] = 8 * b + a;
      return (a - 3) ** 2 + 4 * b ** 2 + a * b;
    });
    expect(x).toBeCloseTo(3.2, 3);
    expect(y).toBeCloseTo(-0.4, 3);
  });
});

function place(
  isPhi: boolean,
  confidence: ScoredPlace['confidence'],
  score: number | null,
): ScoredPlace {
  return { isPhi, isAmongPhi: true, hasNamedPatients: false, confidence, score };
}

describe('the thresholds', () => {
  const places = [
    place(true, 'high', -9),
    place(true, null, 1.1),
    place(false, null, 0.9),
    place(false, 'low', -1.1),
    place(true, 'low', -0.9),
    place(true, 'fact', -9),
    place(true, null, null),
  ];

  it('find as much PHI as they can without losing precision', () => {
    const thresholds = chooseThresholds(places);
    expect(figuresOf(places, null)).toMatchObject({ recall: 3 / 5, precision: 3 / 4 });
    expect(figuresOf(places, thresholds)).toMatchObject({ recall: 4 / 5 });
    expect(figuresOf(places, thresholds).precision).toBeGreaterThanOrEqual(3 / 4);
  });
});
