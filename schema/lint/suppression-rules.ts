import type { RuleText } from './rule.ts';
import { SUPPRESSION_FORM } from './suppressions.ts';

/** The rule for invalid suppressions. */
export const invalidSuppression: RuleText = {
  code: 'SUPPRESSION_INVALID',
  severity: 'error',
  title: 'An invalid suppression',
  help: `A suppression is a comment on a line of its own above the definition of a type, a field, an argument, an input
field or an enum value: ${SUPPRESSION_FORM}. Above a type it applies to its members too, above a field to its
arguments. The reason is for reviewers and is required. Only warnings can be suppressed; errors must be fixed. A
subgraph that prints its schema for each request leaves comments out: check its file.`,
};

/** The rule for suppressions without an effect. */
export const unusedSuppression: RuleText = {
  code: 'SUPPRESSION_UNUSED',
  severity: 'warning',
  title: 'A suppression suppresses nothing',
  help: `The rule of this comment finds nothing on the definition below it, perhaps because that was fixed. Remove the
comment: it would hide the next finding there without a review.`,
};
