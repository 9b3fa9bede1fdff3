import type { CustomRule } from '../../../directives/operation/custom-rules.ts';
import type { RequestContext } from '../../platform/request-context.ts';

/** What an operator's rule is asked about one field. */
export interface RuleQuestion {
  /** The fields that the rule requires, by their own names; empty where it requires none. */
  readonly parent: Readonly<Record<string, unknown>>;
  /** Coerced arguments of the field. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly field: string;
}

/** A rule that can be asked. */
export interface AskedRule extends CustomRule {
  /** Never rejects: what throws, is late or isn't exactly true doesn't hold. */
  readonly holds: (question: RuleQuestion, context: RequestContext) => Promise<boolean>;
}
