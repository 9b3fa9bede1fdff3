import type { RuleText } from './rule.ts';
import { SUPPRESSION_FORM } from './suppressions.ts';

/** What is said about suppressions themselves. */
export const invalidSuppression: RuleText = {
  code: 'SUPPRESSION_INVALID',
  severity: 'error',
  title: 'A suppression can not be taken as it stands',
  help: `A suppression is a comment on a line of its own above the definition of a type, a field, an argument, an input
field or an enum value: ${SUPPRESSION_FORM}. Above a type it holds for its members too, above a field for its
arguments. The reason is what a reviewer reads, so there has to be one. Only warnings can be suppressed; an error is
mended. A subgraph that prints its schema anew when it is asked for it leaves comments out: check its file.`,
};

/** See {@link invalidSuppression}. */
export const unusedSuppression: RuleText = {
  code: 'SUPPRESSION_UNUSED',
  severity: 'warning',
  title: 'A suppression suppresses nothing',
  help: `The rule that this comment names finds nothing on the definition below it, perhaps because that was mended. Take
the comment out: it would hide the next finding there without anybody having thought about it.`,
};
