import type { CustomRule } from '../../../directives/operation/custom-rules.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** What a custom rule sees of one field. */
export interface RuleInput {
  /** The fields that the rule requires, by their own names; empty where it requires none. */
  readonly parent: Readonly<Record<string, unknown>>;
  /** Coerced arguments of the field. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly field: string;
}

/** A call of a rule that gave no valid result. */
export interface RuleFault {
  /** The field that the rule decides on, such as `Patient.ssn`. */
  readonly coordinate: string;
  /** The name that the operator's module gives the rule; null without one that can be logged. */
  readonly rule: string | null;
  readonly reason: RuleFaultReason;
  /** What the rule threw; undefined if it threw nothing. May quote data. */
  readonly error: unknown;
}

export type RuleFaultReason = 'THREW' | 'TIMED_OUT' | 'INVALID_RESULT';

/** The request that a rule is evaluated for. */
export interface RuleRequest {
  readonly context: RequestContext;
  readonly onRuleFault: (context: RequestContext, fault: RuleFault) => void;
}

/** A call of a rule among the others that are evaluated with it. */
export interface RuleCall extends RuleRequest {
  /** When the first of them was called, in ms as `performance.now()`. */
  readonly startedAt: number;
}

/** A custom rule, ready to be evaluated. */
export interface EvaluableRule extends CustomRule {
  /**
   * Never rejects. A rule that throws, times out or does not return exactly true does not hold, nor does any rule once the
   * client is gone.
   */
  readonly holds: (input: RuleInput, call: RuleCall) => Promise<boolean>;
}
