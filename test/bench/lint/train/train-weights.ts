import type { Coordinate } from '../../../../directives/coordinate.ts';
import { memberCoordinate } from '../../../../directives/coordinate.ts';
import type { TypeModel } from '../../../../directives/marks/graph.ts';
import { scoreOf, type Weights } from '../../../../schema/lint/learned/feature.ts';
import type { GraphFeatures } from '../../../../schema/lint/learned/graph-features.ts';
import {
  schemaParts,
  valueParts,
  withTypeScores,
} from '../../../../schema/lint/learned/score-graph.ts';
import type { LearnedWeights } from '../../../../schema/lint/learned/weights.ts';
import { fitWeights, type FitOptions, type Sample } from './fit-weights.ts';

/** A schema whose answers are known. */
export interface KnownSchema {
  readonly set: number;
  readonly graph: GraphFeatures;
  /** Whether a place is PHI; places that do not count are left out. */
  readonly answers: ReadonlyMap<string, boolean>;
}

export interface Trained {
  readonly weights: LearnedWeights;
  /** The scores of each schema's values, by weights that were fitted without its fold. */
  readonly scores: ReadonlyMap<KnownSchema, ReadonlyMap<Coordinate, number>>;
}

/** Schemas of these many sets are left out in turn. */
const FOLDS = 9;

const OPTIONS = { keep: 300, minSchemas: 3 };

/**
 * Fits the weights of each step to the answers. A step sees the scores of the step before as a schema gets them that no weight
 * was fitted to.
 */
export function trainWeights(schemas: readonly KnownSchema[]): Trained {
  const words = crossFit(schemas, wordSamples, { ...OPTIONS, penalty: 1 });
  const type = crossFit(schemas, typeSamples, { ...OPTIONS, penalty: 3 });
  const valueSamples = new Map(
    schemas.map((schema) => [
      schema,
      samplesOfValues(schema, typeScores(schema, type.scores.get(schema) ?? [])),
    ]),
  );
  const value = crossFit(schemas, (schema) => valueSamples.get(schema) ?? [], {
    ...OPTIONS,
    penalty: 3,
  });
  const of = ({ scores }: Crossed, schema: KnownSchema) => scores.get(schema) ?? [];
  const schema = crossFit(
    schemas,
    (each) => {
      const features = schemaParts(of(words, each)[0] ?? 0, of(value, each));
      return [{ features, isPhi: holdsPhi(each), weight: 1 }];
    },
    { ...OPTIONS, penalty: 0.3 },
  );
  const both = crossFit(
    schemas,
    (each) => {
      const weight = 1 / Math.sqrt(each.answers.size);
      return [...each.graph.values.keys()].map((at, index) => ({
        features: valueParts(of(value, each)[index] ?? 0, of(schema, each)[0] ?? 0),
        isPhi: each.answers.get(at) === true,
        weight: each.answers.has(at) ? weight : 0,
      }));
    },
    { ...OPTIONS, penalty: 1 },
  );
  const scores = schemas.map((each) => {
    const found = of(both, each);
    return [
      each,
      new Map([...each.graph.values.keys()].map((at, index) => [at, found[index] ?? 0] as const)),
    ] as const;
  });
  return {
    weights: {
      words: words.weights,
      type: type.weights,
      value: value.weights,
      schema: schema.weights,
      both: both.weights,
    },
    scores: new Map(scores),
  };
}

interface Crossed {
  readonly weights: Weights;
  readonly scores: ReadonlyMap<KnownSchema, readonly number[]>;
}

/** Weights fitted to all schemas, and for each schema the scores of its samples by weights fitted without its fold. */
function crossFit(
  schemas: readonly KnownSchema[],
  samplesOf: (schema: KnownSchema) => readonly Sample[],
  options: FitOptions,
): Crossed {
  const samples = new Map(schemas.map((schema) => [schema, samplesOf(schema)]));
  const fit = (chosen: readonly KnownSchema[]) =>
    fitWeights(
      chosen.map((schema) => samples.get(schema) ?? []),
      options,
    );
  const scores = new Map<KnownSchema, readonly number[]>();
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const isLeftOut = ({ set }: KnownSchema) => set % FOLDS === fold;
    if (!schemas.some(isLeftOut)) continue;
    const weights = fit(schemas.filter((schema) => !isLeftOut(schema)));
    for (const schema of schemas.filter(isLeftOut))
      scores.set(
        schema,
        (samples.get(schema) ?? []).map(({ features }) => scoreOf(features, weights)),
      );
  }
  return { weights: fit(schemas), scores };
}

function holdsPhi({ answers }: KnownSchema): boolean {
  return [...answers.values()].includes(true);
}

function wordSamples(schema: KnownSchema): readonly Sample[] {
  return [{ features: schema.graph.schema, isPhi: holdsPhi(schema), weight: 1 }];
}

/** The types of schemas with PHI. A type counts if one of its fields does. */
function typeSamples(schema: KnownSchema): readonly Sample[] {
  const { answers, graph } = schema;
  return [...graph.types].map(([type, { features }]) => {
    const own = [...type.fields.keys()].map((name) =>
      answers.get(memberCoordinate(type.name, name)),
    );
    const counts = holdsPhi(schema) && own.some((answer) => answer !== undefined);
    return {
      features,
      isPhi: own.includes(true),
      weight: counts ? 1 / Math.sqrt(graph.types.size) : 0,
    };
  });
}

function typeScores(
  { graph }: KnownSchema,
  scores: readonly number[],
): ReadonlyMap<TypeModel, number> {
  return new Map([...graph.types.keys()].map((type, index) => [type, scores[index] ?? 0]));
}

/** The values of schemas with PHI. */
function samplesOfValues(
  schema: KnownSchema,
  scores: ReadonlyMap<TypeModel, number>,
): readonly Sample[] {
  const { answers, graph } = schema;
  const weight = holdsPhi(schema) ? 1 / Math.sqrt(answers.size) : 0;
  return [...withTypeScores(graph, scores)].map(([at, features]) => ({
    features,
    isPhi: answers.get(at) === true,
    weight: answers.has(at) ? weight : 0,
  }));
}
