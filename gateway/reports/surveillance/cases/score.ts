/** One part of a score: a sentence for privacy officers, and its points, which may be negative. Holds no facts about people. */
export interface ScorePart {
  readonly text: string;
  readonly points: number;
}

/** The score of a case, from 0 to 100, and why. */
export interface Score {
  readonly points: number;
  /** Their sum is the score, unless it is below 0 or above 100. */
  readonly parts: readonly ScorePart[];
}

const MAX_POINTS = 100;

/** Adds up parts, without those of no points. */
export function sumParts(parts: readonly ScorePart[]): Score {
  const sum = parts.reduce((total, part) => total + part.points, 0);
  return {
    points: Math.min(MAX_POINTS, Math.max(0, sum)),
    parts: parts.filter(({ points }) => points !== 0),
  };
}
