import { badInput } from '../catalog/request-fault.ts';
import { THRESHOLD_RULES, type ThresholdRule } from '../catalog/threshold-rule.ts';
import type { ThresholdChange, ThresholdDecision } from '../surveillance/thresholds/state-step.ts';
import type { Arguments } from './parse-page-arguments.ts';

/** Parses the rule of a field. Throws `BAD_USER_INPUT` for one without a threshold. */
export function parseThresholdRule({ rule }: Arguments): ThresholdRule {
  const found = THRESHOLD_RULES.find((each) => each === rule);
  if (found === undefined) throw badInput([`rule is one of ${THRESHOLD_RULES.join(', ')}.`]);
  return found;
}

/** Parses the value of a threshold; null for the one of the configuration. Its bounds are checked with its rule. */
export function parseThresholdValue({ value }: Arguments): number | null {
  return typeof value === 'number' ? value : null;
}

/** Parses the arguments of `changeThreshold`. Throws `BAD_USER_INPUT` for another rule, or a negative `latest`. */
export function parseThresholdChange(
  args: Arguments,
): ThresholdChange & { readonly reason: string } {
  const latest = typeof args['latest'] === 'number' ? args['latest'] : null;
  if (latest !== null && latest < 0) throw badInput(['latest is at least 0.']);
  const rule = parseThresholdRule(args);
  return { rule, value: parseThresholdValue(args), reason: String(args['reason']), latest };
}

const DECISIONS = new Map<unknown, ThresholdDecision['decision']>([
  ['APPROVE', 'APPROVED'],
  ['REJECT', 'REJECTED'],
  ['WITHDRAW', 'WITHDRAWN'],
]);

/** Parses the arguments of `decideThreshold`. */
export function parseThresholdDecision(
  args: Arguments,
): ThresholdDecision & { readonly reason: string | null } {
  const decision = DECISIONS.get(args['decision']);
  if (decision === undefined) throw new TypeError('the schema has a decision that does not exist');
  const reason = typeof args['reason'] === 'string' ? args['reason'] : null;
  return { proposal: Number(args['proposal']), decision, reason };
}
