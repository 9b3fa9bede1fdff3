import type { Confidence } from '../../../../schema/lint/finding.ts';
import { decide, type Thresholds } from '../../../../schema/lint/learned/decide.ts';

/** A place that counts, what the rules said before they knew its schema, and how its words score. */
export interface ScoredPlace {
  readonly isPhi: boolean;
  /** Whether its schema holds PHI. */
  readonly isAmongPhi: boolean;
  /** `fact`: of a rule that has no confidence. Null: not found. */
  readonly confidence: Confidence | 'fact' | null;
  /** Whether a type of its schema is named for a patient. */
  readonly hasNamedPatients: boolean;
  /** Null for places that lead to objects, which only rules judge. */
  readonly score: number | null;
}

export interface Figures {
  readonly recall: number;
  readonly precision: number;
  /** False alarms per 200 places in schemas without PHI. */
  readonly alarms: number;
}

export function figuresOf(places: readonly ScoredPlace[], thresholds: Thresholds | null): Figures {
  const found = places.filter((place) => isFound(place, thresholds));
  const count = (list: readonly ScoredPlace[]) => list.filter(({ isPhi }) => isPhi).length;
  const calm = places.filter(({ isAmongPhi }) => !isAmongPhi);
  const alarms = found.filter(({ isAmongPhi }) => !isAmongPhi);
  return {
    recall: count(found) / count(places),
    precision: count(found) / found.length,
    alarms: (200 * alarms.length) / calm.length,
  };
}

/** Without thresholds, what rules alone find. */
function isFound(
  { confidence, hasNamedPatients, score }: ScoredPlace,
  thresholds: Thresholds | null,
): boolean {
  if (thresholds === null || score === null || confidence === 'fact') return confidence !== null;
  return decide(confidence, score, hasNamedPatients, thresholds) !== null;
}

/** The thresholds with the highest recall, of those at which precision is not lower than with rules alone. */
export function chooseThresholds(places: readonly ScoredPlace[]): Thresholds {
  const least = figuresOf(places, null).precision;
  let best: Thresholds = { add: Infinity, drop: -Infinity };
  let recall = 0;
  for (const add of ADD)
    for (const drop of DROP) {
      const figures = figuresOf(places, { add, drop });
      if (figures.precision < least || figures.recall <= recall) continue;
      [best, recall] = [{ add, drop }, figures.recall];
    }
  return best;
}

const ADD = Array.from({ length: 17 }, (_, index) => index / 8);
const DROP = Array.from({ length: 25 }, (_, index) => -4 + index / 8);
