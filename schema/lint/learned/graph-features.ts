import type { Coordinate } from '../../../directives/coordinate.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { leafValues } from '../leaf-values.ts';
import { isRoot, type Subjects } from '../subjects/subjects.ts';
import { withoutForms } from '../subjects/type-name.ts';
import { wordsOf } from '../words.ts';
import { BIAS, type Feature } from './feature.ts';
import { valueFeatures, type ValueFeatures } from './value-features.ts';

/** What the learned weights count in a graph. */
export interface GraphFeatures {
  readonly schema: readonly Feature[];
  /** Of each type with fields, those of operations left out. */
  readonly types: ReadonlyMap<TypeModel, TypeFeatures>;
  /** Of each leaf value. */
  readonly values: ReadonlyMap<Coordinate, ValueFeatures>;
}

export interface TypeFeatures {
  readonly features: readonly Feature[];
  /** See `TypeName`. */
  readonly base: string;
}

/** Reads the features of a graph: its words, and what the vocabulary knows of them. */
export function graphFeatures(compiled: Compiled, subjects: Subjects): GraphFeatures {
  const types = [...compiled.graph.types.values()].filter(({ fields }) => fields.size > 0);
  const owned = types.filter(({ name }) => !isRoot(name));
  return {
    schema: schemaFeatures(types),
    types: new Map(owned.map((type) => [type, typeFeatures(type, subjects)])),
    values: new Map(
      [...leafValues(compiled)].map((value) => [
        value.element.at,
        valueFeatures(value, compiled, subjects),
      ]),
    ),
  };
}

/** Whether a type is named for a patient. */
export function hasNamedPatients({ types }: GraphFeatures, { shapeOf }: Subjects): boolean {
  return [...types.keys()].some((type) => shapeOf(type).kind === 'patient');
}

/** The words of all types and of all fields, less with each repetition, and as much in a small schema as in a large one. */
function schemaFeatures(types: readonly TypeModel[]): readonly Feature[] {
  const named = types.filter(({ name }) => !isRoot(name)).map(({ name }) => name);
  const members = types.flatMap(({ fields }) =>
    [...fields].flatMap(([name, field]) => [name, ...field.arguments.keys()]),
  );
  return [
    BIAS,
    ...shares(
      'type',
      named.flatMap((name) => withoutForms(wordsOf(name))),
    ),
    ...shares('field', members.flatMap(wordsOf)),
  ];
}

function shares(of: string, words: readonly string[]): readonly Feature[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const amounts = [...counts].map(([word, count]) => [word, Math.log1p(count)] as const);
  const length = Math.hypot(...amounts.map(([, amount]) => amount));
  return amounts.map(([word, amount]) => [`${of} ${word}`, (3 * amount) / length]);
}

/** What a type is named and stands for, and the words of its fields. */
function typeFeatures(type: TypeModel, { shapeOf }: Subjects): TypeFeatures {
  const { kind, base } = shapeOf(type);
  const fields = new Set([...type.fields.keys()].flatMap(wordsOf));
  const amount = 2 / Math.sqrt(fields.size);
  return {
    base,
    features: [
      BIAS,
      [`kind ${kind}`, 1],
      ...withoutForms(wordsOf(type.name)).map((word): Feature => [`name ${word}`, 1]),
      ...[...fields].map((word): Feature => [`field ${word}`, amount]),
    ],
  };
}
