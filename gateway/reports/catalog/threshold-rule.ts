import type { Threshold } from './rule-declaration.ts';
import {
  declarationOf,
  RULE_DECLARATIONS,
  UNUSUAL_RULES,
  type UnusualRule,
} from './unusual-rule.ts';

/** A rule with a threshold. */
export type ThresholdRule = {
  [Rule in UnusualRule]: (typeof RULE_DECLARATIONS)[Rule]['threshold'] extends null ? never : Rule;
}[UnusualRule];

/** The threshold of a rule. */
export function thresholdOf(rule: ThresholdRule): Threshold {
  return RULE_DECLARATIONS[rule].threshold;
}

/** The rules with a threshold, in their order. */
export const THRESHOLD_RULES: readonly ThresholdRule[] = UNUSUAL_RULES.filter(hasThreshold);

/** Whether a rule has a threshold. */
export function hasThreshold(rule: UnusualRule): rule is ThresholdRule {
  return declarationOf(rule).threshold !== null;
}

/** Whether a number is a value that the threshold of a rule can have. */
export function isWithinBounds(rule: ThresholdRule, value: number): boolean {
  const { min, max } = thresholdOf(rule);
  return Number.isSafeInteger(value) && value >= min && value <= max;
}
