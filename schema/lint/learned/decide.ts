import type { Confidence } from '../finding.ts';

/** Scores from `add` on report a value that no rule finds; scores below `drop` remove what a rule finds. */
export interface Thresholds {
  readonly add: number;
  readonly drop: number;
}

/**
 * Where rules and learned words were best together in `npm run train:lint`: of all thresholds at which precision is as high as
 * with rules alone, those with the highest recall.
 */
export const THRESHOLDS: Thresholds = { add: 1.25, drop: -1.625 };

/** What rules and learned words together say of a value. */
export type Decision = 'by rules' | 'by words' | null;

/** A finding of high confidence remains, whatever the words say, and so does each where a type is named or declared for patients. */
export function decide(
  confidence: Confidence | null,
  score: number,
  hasNamedPatients: boolean,
  { add, drop }: Thresholds = THRESHOLDS,
): Decision {
  if (confidence === null) return score >= add ? 'by words' : null;
  return confidence === 'high' || hasNamedPatients || score >= drop ? 'by rules' : null;
}
