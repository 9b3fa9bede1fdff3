import type { DataPath } from '../../../directives/operation/identity.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { EvaluableRule } from './evaluable-rule.ts';
import { evaluateRule, type OperatorRule } from './evaluate-rule.ts';

/** Creates a rule with a deadline. After it, the rule does not hold. */
export function createEvaluableRule({
  rule,
  requires,
  timeoutMs,
}: {
  readonly rule: OperatorRule;
  readonly requires: readonly DataPath[];
  readonly timeoutMs: number;
}): EvaluableRule {
  return {
    requires,
    holds: async (input, context) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), timeoutMs);
      });
      try {
        return await Promise.race([evaluateRule(rule, input, contextOf(context)), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** What rules see of a request: the caller and the purpose, frozen. */
function contextOf({ caller, purpose, breakGlass, requestId }: RequestContext): object {
  return Object.freeze({
    caller: Object.freeze({
      issuer: caller.issuer,
      subject: caller.subject,
      name: caller.name,
      roles: Object.freeze([...caller.roles]),
      scopes: Object.freeze([...caller.scopes]),
      organization: caller.organization,
      clientId: caller.clientId,
      project: caller.project,
    }),
    purpose,
    breakGlass: breakGlass && Object.freeze({ id: breakGlass.id, patient: breakGlass.patient }),
    requestId,
  });
}
