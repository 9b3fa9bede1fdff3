import type { Coordinate } from '../../../directives/coordinate.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import { BIAS, bounded, probabilityOf, scoreOf, type Feature } from './feature.ts';
import type { GraphFeatures } from './graph-features.ts';
import type { LearnedWeights } from './weights.ts';

/** In fewer values, words say too little of what a schema is for. */
export const MIN_VALUES = 30;

/** The logarithm of the odds that a value is PHI, for each leaf value of a graph; none if there are too few. */
export function scoreGraph(
  graph: GraphFeatures,
  weights: LearnedWeights,
): ReadonlyMap<Coordinate, number> {
  if (graph.values.size < MIN_VALUES) return new Map();
  const typeScores = new Map(
    [...graph.types].map(([type, { features }]) => [type, scoreOf(features, weights.type)]),
  );
  const withTypes = withTypeScores(graph, typeScores);
  const scores = new Map(
    [...withTypes].map(([at, features]) => [at, scoreOf(features, weights.value)]),
  );
  const schema = scoreOf(
    schemaParts(scoreOf(graph.schema, weights.words), [...scores.values()]),
    weights.schema,
  );
  return new Map(
    [...scores].map(([at, score]) => [at, scoreOf(valueParts(score, schema), weights.both)]),
  );
}

/** The features of each value together with the scores of its type and of the types that are named alike. */
export function withTypeScores(
  { types, values }: GraphFeatures,
  scores: ReadonlyMap<TypeModel, number>,
): ReadonlyMap<Coordinate, readonly Feature[]> {
  const byBase = new Map<string, number>();
  for (const [type, { base }] of types)
    byBase.set(base, Math.max(scoreIn(scores, type), byBase.get(base) ?? LOWEST));
  return new Map(
    [...values].map(([at, { features, type, bases }]) => [
      at,
      [
        ...features,
        ['type', scoreIn(scores, type)],
        ['alike', Math.max(...bases.map((base) => byBase.get(base) ?? LOWEST))],
      ],
    ]),
  );
}

function scoreIn(scores: ReadonlyMap<TypeModel, number>, type: TypeModel | null): number {
  return bounded((type && scores.get(type)) ?? LOWEST, -LOWEST);
}

/** The score of what has no type. */
const LOWEST = -4;

/** What says that a schema holds PHI: its words, and how many of its values look like PHI. */
export function schemaParts(words: number, values: readonly number[]): readonly Feature[] {
  const expected = values.reduce((sum, score) => sum + probabilityOf(score), 0);
  return [
    BIAS,
    ['words', bounded(words, 4)],
    ['values', (4 * expected) / Math.max(1, values.length)],
  ];
}

/** What says that a value is PHI: how it is named and placed, and whether its schema holds PHI. */
export function valueParts(value: number, schema: number): readonly Feature[] {
  const [one, other] = [bounded(value, 6), bounded(schema, 5)];
  return [BIAS, ['value', one], ['schema', other], ['both', (one * other) / 6]];
}
