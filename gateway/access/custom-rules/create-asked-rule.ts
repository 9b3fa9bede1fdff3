import type { DataPath } from '../../../directives/operation/identity.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { judgeRule, type ForeignRule } from './judge-rule.ts';
import type { AskedRule } from './own-rule.ts';

/** A rule with a deadline: an answer that comes later is no answer. */
export function createAskedRule({
  rule,
  requires,
  timeoutMs,
}: {
  readonly rule: ForeignRule;
  readonly requires: readonly DataPath[];
  readonly timeoutMs: number;
}): AskedRule {
  return {
    requires,
    holds: async (question, context) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), timeoutMs);
      });
      try {
        return await Promise.race([judgeRule(rule, question, contextOf(context)), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** What rules see of a request: who asks and what for, and nothing that they could change. */
function contextOf({ caller, purpose, breakGlass, requestId }: RequestContext): object {
  return Object.freeze({
    caller: Object.freeze({
      issuer: caller.issuer,
      subject: caller.subject,
      name: caller.name,
      roles: Object.freeze([...caller.roles]),
      scopes: Object.freeze([...caller.scopes]),
      organisation: caller.organisation,
      clientId: caller.clientId,
      project: caller.project,
    }),
    purpose,
    breakGlass: breakGlass && Object.freeze({ id: breakGlass.id, patient: breakGlass.patient }),
    requestId,
  });
}
