import type { RuleThreshold, ThresholdStep } from '../api/operations.types.ts';
import { count, whole } from './numbers.ts';

type Step = Pick<ThresholdStep, 'step' | 'outcome'>;

/** What a step in the change of a threshold did, and its outcome. */
export function stepWords({ step, outcome }: Step): string {
  const words = STEP_WORDS[step];
  return outcome === null ? words : `${words}, ${OUTCOME_WORDS[outcome]}`;
}

const STEP_WORDS = {
  CHANGED: 'Changed',
  PROPOSED: 'Proposed',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  WITHDRAWN: 'Withdrawn',
} as const satisfies Readonly<Record<ThresholdStep['step'], string>>;

const OUTCOME_WORDS = {
  IN_EFFECT: 'in effect',
  REPLACED: 'replaced since',
  PENDING: 'awaits a decision',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  WITHDRAWN: 'withdrawn',
  EXPIRED: 'expired',
  VOID: 'without effect',
} as const satisfies Readonly<Record<NonNullable<ThresholdStep['outcome']>, string>>;

/** The change that a step is about, such as `from 10 to 25 patients`. */
export function changeWords(
  { from, to }: Pick<ThresholdStep, 'from' | 'to'>,
  { unit, configured }: Pick<RuleThreshold, 'unit' | 'configured'>,
): string {
  return to === null
    ? `from ${whole(from)} to the configuration’s value, ${whole(configured)} ${unit}`
    : `from ${whole(from)} to ${whole(to)} ${unit}`;
}

/** Numbers of cases, as the report API counts them. */
interface Counts {
  readonly cases: number;
  readonly closed: number;
  readonly appropriate: number;
  readonly violations: number;
}

/** How many of some cases are closed, and with which findings. */
export function closedWords({ cases, closed, appropriate, violations }: Counts): string {
  if (cases === 0) return '';
  if (closed === 0) return cases === 1 ? 'It is not closed.' : 'None of them is closed.';
  const found = [
    `${whole(appropriate)} appropriate`,
    ...(violations === 0 ? [] : [count(violations, 'violation')]),
  ];
  return `${whole(closed)} of them closed: ${found.join(', ')}.`;
}
