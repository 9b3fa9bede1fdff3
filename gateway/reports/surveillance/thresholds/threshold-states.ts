import { THRESHOLD_RULES, type ThresholdRule } from '../../catalog/threshold-rule.ts';
import type { ThresholdStep } from './threshold-step.ts';

/** What the records say about the threshold of a rule. */
export interface ThresholdState {
  /** The recorded value; null for the one of the configuration. */
  readonly value: number | null;
  /** The record that set the value; null before the first change. */
  readonly setBy: number | null;
  /** The proposal that awaits a decision. */
  readonly pending: ThresholdStep | null;
  /** The last record about the rule that counts; null without one. */
  readonly last: number | null;
}

/** The outcome of a step. A rejection and a withdrawal that count have no outcome of their own. */
export type StepOutcome =
  | 'IN_EFFECT'
  | 'REPLACED'
  | 'PENDING'
  | 'APPROVED'
  | 'REJECTED'
  | 'WITHDRAWN'
  | 'EXPIRED'
  /** It counts for nothing, such as the approval of an own proposal. */
  | 'VOID';

/** The state of each threshold, and the outcome of each step. */
export interface ThresholdStates {
  readonly states: ReadonlyMap<ThresholdRule, ThresholdState>;
  /** Record → outcome. */
  readonly outcomes: ReadonlyMap<number, StepOutcome>;
}

/**
 * Derives the thresholds in effect from the recorded steps. A proposal takes effect when another account approves it
 * before it expires. Only its own account withdraws it, and only another one rejects it; accounts with one subject count
 * as one, whatever their issuer. A change without a proposal replaces a pending one. Steps that break these rules count
 * for nothing, whichever gateway wrote them.
 */
export function thresholdStates(steps: readonly ThresholdStep[], now: number): ThresholdStates {
  const states = new Map<ThresholdRule, ThresholdState>(
    THRESHOLD_RULES.map((rule) => [rule, CONFIGURED]),
  );
  const outcomes = new Map<number, StepOutcome>();
  const inOrder = steps.toSorted((one, other) => one.leaf - other.leaf);
  for (const step of inOrder) {
    const before = expire(states.get(step.rule) ?? CONFIGURED, step.at, outcomes);
    states.set(step.rule, takeStep(before, step, outcomes));
  }
  for (const [rule, state] of states) states.set(rule, expire(state, now, outcomes));
  return { states, outcomes };
}

const CONFIGURED: ThresholdState = Object.freeze({
  value: null,
  setBy: null,
  pending: null,
  last: null,
});

type Outcomes = Map<number, StepOutcome>;

/** Ends a proposal that has expired at a time. */
function expire(state: ThresholdState, at: number, outcomes: Outcomes): ThresholdState {
  const { pending } = state;
  if (pending === null || (pending.expires ?? 0) > at) return state;
  outcomes.set(pending.leaf, 'EXPIRED');
  return { ...state, pending: null };
}

function takeStep(before: ThresholdState, step: ThresholdStep, outcomes: Outcomes): ThresholdState {
  const { pending } = before;
  const { leaf, to } = step;
  const decides = pending !== null && step.proposal === pending.leaf;
  switch (step.step) {
    case 'CHANGED':
      if (pending !== null) outcomes.set(pending.leaf, 'REPLACED');
      return setValue(before, step, outcomes);
    case 'PROPOSED':
      if (pending !== null) break;
      outcomes.set(leaf, 'PENDING');
      return { ...before, pending: step, last: leaf };
    case 'APPROVED':
      if (!decides || isSameAccount(step, pending) || to !== pending.to) break;
      outcomes.set(pending.leaf, 'APPROVED');
      return setValue(before, step, outcomes);
    case 'REJECTED':
      if (!decides || isSameAccount(step, pending)) break;
      outcomes.set(pending.leaf, 'REJECTED');
      return { ...before, pending: null, last: leaf };
    case 'WITHDRAWN':
      if (!decides || !isSameAccount(step, pending)) break;
      outcomes.set(pending.leaf, 'WITHDRAWN');
      return { ...before, pending: null, last: leaf };
    default:
      return step.step satisfies never;
  }
  outcomes.set(leaf, 'VOID');
  return before;
}

function setValue({ setBy }: ThresholdState, { leaf, to }: ThresholdStep, outcomes: Outcomes) {
  if (setBy !== null) outcomes.set(setBy, 'REPLACED');
  outcomes.set(leaf, 'IN_EFFECT');
  return { value: to, setBy: leaf, pending: null, last: leaf };
}

/** Whether two steps are of one account. Ignores the issuer: one person may have accounts with one name at two issuers. */
export function isSameAccount(
  one: Pick<ThresholdStep, 'subject'>,
  other: Pick<ThresholdStep, 'subject'>,
): boolean {
  return one.subject === other.subject;
}
