/** The usual number of patients per hour of an actor. */
export interface UsualVolume {
  /** Hours with a patient that it is computed from. */
  readonly hours: number;
  readonly median: number;
  /** The largest number that is usual. */
  readonly limit: number;
}

/**
 * The usual volume of an actor's own hours: the median, and a limit of three deviations above it, but at least
 * `least`. A deviation is the median absolute deviation (MAD), or the square root of the median if that is larger:
 * counts scatter by so much by chance (Poisson). Unlike mean and standard deviation, median and MAD are not changed
 * by the unusual hours themselves. By the actor's own hours a clerk who lists hundreds a day is not measured like a
 * physician. Actors without hours are measured by `least` alone.
 */
export function usualVolume(counts: readonly number[], least: number): UsualVolume {
  const median = medianOf(counts);
  const mad = medianOf(counts.map((count) => Math.abs(count - median)));
  const limit = Math.floor(median + 3 * Math.max(mad, Math.sqrt(median)));
  return { hours: counts.length, median, limit: Math.max(least, limit) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? upper;
  return (lower + upper) / 2;
}
