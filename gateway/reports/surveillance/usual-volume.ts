/** How many patients an hour are usual for somebody. */
export interface UsualVolume {
  /** Hours with a patient that it is drawn from. */
  readonly hours: number;
  readonly median: number;
  /** More than this is unusual. */
  readonly limit: number;
}

/**
 * The usual volume of an actor's own hours: the median, and a limit of three deviations above it, but never
 * below `least`. A deviation is the median absolute one (MAD), or the square root of the median where that is
 * more: counts scatter by so much by chance alone (Poisson), however even the hours were so far. Median and
 * MAD, unlike mean and standard deviation, are not moved by the very hours that are looked for; and by the
 * actor's own hours a clerk who lists hundreds a day is not measured like a physician. Whoever has no hours
 * yet is measured by `least` alone.
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
