import {
  probabilityOf,
  type Feature,
  type Weights,
} from '../../../../schema/lint/learned/feature.ts';
import { minimize } from './minimize.ts';

/** One thing whose answer is known. */
export interface Sample {
  readonly features: readonly Feature[];
  readonly isPhi: boolean;
  /** How much it counts. Samples that count nothing are only scored. */
  readonly weight: number;
}

export interface FitOptions {
  /** How strongly weights are held near zero: the λ of the L2 penalty. */
  readonly penalty: number;
  /** How many weights remain: those that matter most. */
  readonly keep: number;
  /** In how many schemas a feature must occur. */
  readonly minSchemas: number;
}

/**
 * Logistic regression: the weights that explain the answers best, rounded to two decimals, by the names of features. The
 * same samples give the same weights.
 */
export function fitWeights(
  schemas: readonly (readonly Sample[])[],
  { penalty, keep, minSchemas }: FitOptions,
): Weights {
  const counted = schemas.map((samples) => samples.filter(({ weight }) => weight > 0));
  const samples = counted.flat();
  const all = tableOf(samples, frequent(counted, minSchemas));
  const first = fitTable(all, penalty);
  const matter = [...all.names.keys()]
    .map((column) => ({
      column,
      matters: Math.abs(at(first, column)) * Math.sqrt(useOf(all, column)),
    }))
    .toSorted((a, b) => b.matters - a.matters || a.column - b.column)
    .slice(0, keep);
  const names = matter.map(({ column }) => all.names[column] ?? '').toSorted();
  const weights = names.length === all.names.length ? null : tableOf(samples, names);
  const table = weights ?? all;
  const fitted = weights ? fitTable(weights, penalty) : first;
  return Object.fromEntries(
    table.names
      .map((name, column) => [name, Math.round(at(fitted, column) * 100) / 100] as const)
      .filter(([, weight]) => weight !== 0),
  );
}

/** The features that occur in enough schemas, sorted. */
function frequent(schemas: readonly (readonly Sample[])[], minSchemas: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const samples of schemas) {
    const names = new Set(samples.flatMap(({ features }) => features.map(([name]) => name)));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].flatMap(([name, count]) => (count >= minSchemas ? [name] : [])).toSorted();
}

/** Samples as a sparse matrix: the entries of row `i` are those from `starts[i]` to `starts[i + 1]`. */
interface Table {
  readonly names: readonly string[];
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly amounts: Float64Array;
  readonly answers: Float64Array;
  /** With a mean of 1. */
  readonly weights: Float64Array;
  readonly use: Float64Array;
}

function tableOf(samples: readonly Sample[], names: readonly string[]): Table {
  const columnOf = new Map(names.map((name, column) => [name, column]));
  const rows = samples.map(({ features }) =>
    features.flatMap(([name, amount]) => {
      const column = columnOf.get(name);
      return column === undefined ? [] : [[column, amount] as const];
    }),
  );
  const entries = rows.flat();
  const starts = new Int32Array(rows.length + 1);
  for (const [row, own] of rows.entries()) starts[row + 1] = at(starts, row) + own.length;
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = Float64Array.from(samples, ({ weight }) => (weight / total) * samples.length);
  const use = new Float64Array(names.length);
  for (const [row, own] of rows.entries())
    for (const [column, amount] of own)
      use[column] = at(use, column) + Math.abs(amount) * at(weights, row);
  return {
    names,
    starts,
    columns: Int32Array.from(entries, ([column]) => column),
    amounts: Float64Array.from(entries, ([, amount]) => amount),
    answers: Float64Array.from(samples, ({ isPhi }) => (isPhi ? 1 : 0)),
    weights,
    use,
  };
}

function useOf({ use }: Table, column: number): number {
  return at(use, column);
}

function fitTable(table: Table, penalty: number): Float64Array {
  const { names, starts, columns, amounts, answers, weights } = table;
  return minimize(names.length, (point, slope) => {
    let loss = 0;
    for (let column = 0; column < point.length; column += 1) {
      const weight = at(point, column);
      loss += (penalty / 2) * weight * weight;
      slope[column] = penalty * weight;
    }
    for (let row = 0; row < answers.length; row += 1) {
      const [start, end] = [at(starts, row), at(starts, row + 1)];
      let score = 0;
      for (let entry = start; entry < end; entry += 1)
        score += at(point, at(columns, entry)) * at(amounts, entry);
      const answer = at(answers, row);
      const weight = at(weights, row);
      const surprise = answer === 1 ? -score : score;
      loss += weight * (Math.max(0, surprise) + Math.log1p(Math.exp(-Math.abs(surprise))));
      const error = weight * (probabilityOf(score) - answer);
      for (let entry = start; entry < end; entry += 1) {
        const column = at(columns, entry);
        slope[column] = at(slope, column) + error * at(amounts, entry);
      }
    }
    return loss;
  });
}

function at(values: { readonly [index: number]: number }, index: number): number {
  return values[index] ?? 0;
}
