import { isFinding } from '../cases/case-state.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../../catalog/unusual-rule.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';

/** What reviewers found in the cases of a rule, as `RuleFeedback` of `admin.graphql`. */
export interface RuleFeedback {
  readonly rule: UnusualRule;
  /** Cases that were closed, and not opened again since. */
  readonly closed: number;
  /** Those of them that were found appropriate. */
  readonly appropriate: number;
}

/**
 * Counts the findings about the cases of each rule: of each case its last one, unless the case was opened again after it.
 * A case counts for each of the rules that found it when it was closed. Reviews by the actor of a case don't count.
 */
export function countFeedback(reviews: readonly RecordedReview[]): readonly RuleFeedback[] {
  const last = new Map<string, RecordedReview>();
  for (const review of reviews.toSorted((one, other) => one.leaf - other.leaf)) {
    if (review.reviewer === review.actor) continue;
    if (review.verdict === 'REOPENED') last.delete(review.case);
    else if (isFinding(review.verdict)) last.set(review.case, review);
  }
  const findings = [...last.values()];
  return UNUSUAL_RULES.map((rule) => {
    const ofRule = findings.filter(({ rules }) => rules.includes(rule));
    const appropriate = ofRule.filter(({ verdict }) => verdict === 'APPROPRIATE');
    return { rule, closed: ofRule.length, appropriate: appropriate.length };
  });
}
