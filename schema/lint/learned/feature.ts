/** Something that a name, a type or a value has, and how much of it: `["word mood", 1]`. */
export type Feature = readonly [name: string, amount: number];

/** The weight of each feature that counts, by its name. */
export type Weights = Readonly<Record<string, number>>;

/** The logarithm of the odds that features speak for: the sum of their weights. Features without a weight count nothing. */
export function scoreOf(features: readonly Feature[], weights: Weights): number {
  return features.reduce((sum, [name, amount]) => sum + (weights[name] ?? 0) * amount, 0);
}

/** What every sum begins with. */
export const BIAS: Feature = ['bias', 1];

/** A probability by the logarithm of its odds. */
export function probabilityOf(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** A score within a bound, so that none outweighs all others. */
export function bounded(score: number, bound: number): number {
  return Math.max(-bound, Math.min(bound, score));
}
