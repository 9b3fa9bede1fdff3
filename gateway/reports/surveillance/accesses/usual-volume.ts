/** How many patients an actor usually sees in an hour. */
export interface UsualVolume {
  /** Hours that the baseline consists of. */
  readonly hours: number;
  readonly median: number;
  /** More patients than this are unusual. */
  readonly limit: number;
}

/**
 * Computes the usual volume from the patients in each of an actor's earlier hours. The limit is three deviations above
 * the median, but at least `min`. A deviation is the median absolute deviation (MAD), or the square root of the median
 * if that is larger, since counts vary by that much by chance (Poisson). Median and MAD, unlike mean and standard
 * deviation, are robust against the outliers to be found. The baseline is the actor's own, so that a clerk who lists
 * hundreds of patients a day is not compared with a physician. Without earlier hours the limit is `min`.
 */
export function usualVolume(counts: readonly number[], min: number): UsualVolume {
  const median = medianOf(counts);
  const mad = medianOf(counts.map((count) => Math.abs(count - median)));
  const limit = Math.floor(median + 3 * Math.max(mad, Math.sqrt(median)));
  return { hours: counts.length, median, limit: Math.max(min, limit) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? upper;
  return (lower + upper) / 2;
}
