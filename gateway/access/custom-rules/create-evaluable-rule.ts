import type { DataPath } from '../../../directives/operation/identity.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { EvaluableRule, RuleCall, RuleInput } from './evaluable-rule.ts';
import { evaluateRule, type LeafFault, type OperatorRule } from './evaluate-rule.ts';

/** How many times `timeoutMs` the rules that are evaluated together may take, however many objects they decide on. */
const TIMEOUTS_TOGETHER = 10;

/** Creates a rule with a deadline. After it, or once the client is gone, the rule does not hold and its signal aborts. */
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
    holds: (input, call) => holdsInTime({ rule, timeoutMs }, input, call),
  };
}

function holdsInTime(
  { rule, timeoutMs }: { readonly rule: OperatorRule; readonly timeoutMs: number },
  input: RuleInput,
  { context, onRuleFault, startedAt }: RuleCall,
): Promise<boolean> {
  const { clientGone } = context;
  if (clientGone?.aborted === true) return Promise.resolve(false);
  const coordinate = `${input.type}.${input.field}`;
  const onTimeout = () =>
    onRuleFault(context, { coordinate, rule: null, reason: 'TIMED_OUT', error: undefined });
  const leftMs = startedAt + TIMEOUTS_TOGETHER * timeoutMs - performance.now();
  if (leftMs <= 0) {
    onTimeout();
    return Promise.resolve(false);
  }
  const controller = new AbortController();
  return new Promise((resolve) => {
    let isCut = false;
    const end = (isHeld: boolean) => {
      clearTimeout(timer);
      clientGone?.removeEventListener('abort', cut);
      resolve(isHeld);
    };
    const cut = () => {
      isCut = true;
      controller.abort();
      end(false);
    };
    const timer = setTimeout(
      () => {
        onTimeout();
        cut();
      },
      Math.min(timeoutMs, leftMs),
    );
    clientGone?.addEventListener('abort', cut);
    const onFault = (fault: LeafFault) => {
      // A rule whose signal has aborted throws as it should.
      if (!isCut) onRuleFault(context, { coordinate, ...fault });
    };
    evaluateRule(rule, input, contextOf(context, controller), onFault).then(
      end,
      (error: unknown) => {
        onFault({ rule: null, reason: 'THREW', error });
        end(false);
      },
    );
  });
}

/** What rules see of a request: the caller, the purpose and when to stop, frozen. */
function contextOf(
  { caller, purpose, breakGlass, requestId }: RequestContext,
  controller: AbortController,
): object {
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
    // Most rules use none, and a signal costs more than the rest of a call.
    get signal() {
      return controller.signal;
    },
  });
}
