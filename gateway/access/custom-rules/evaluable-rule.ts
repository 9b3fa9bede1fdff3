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

/** A custom rule, ready to be evaluated. */
export interface EvaluableRule extends CustomRule {
  /** Never rejects. A rule that throws, times out or does not return exactly true does not hold. */
  readonly holds: (input: RuleInput, context: RequestContext) => Promise<boolean>;
}
