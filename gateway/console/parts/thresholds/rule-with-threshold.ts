import type { Rules } from '../../api/operations.types.ts';

type Rule = Rules['rules'][number];

/** A rule that has a threshold. */
export type RuleWithThreshold = Rule & { readonly threshold: NonNullable<Rule['threshold']> };

/** Whether a rule has a threshold. */
export function isWithThreshold(rule: Rule): rule is RuleWithThreshold {
  return rule.threshold !== null;
}
