import { unreachable } from '../../../directives/unreachable.ts';
import type { RuleFault, RuleInput } from './evaluable-rule.ts';

/** A graphql-shield rule, or a combination of rules, made by the graphql-shield build of the operator's module. */
export type OperatorRule =
  | {
      readonly kind: 'leaf';
      readonly resolve: Resolve;
      readonly fragment: string | null;
      /** Null without a name that can be logged. */
      readonly name: string | null;
    }
  | { readonly kind: 'allow' | 'deny' }
  | { readonly kind: Combinator; readonly rules: readonly OperatorRule[] };

type Combinator = 'and' | 'or' | 'chain' | 'race' | 'not';

type Resolve = (parent: object, args: object, context: object, info: object) => unknown;

/** A fault of one rule of a tree. */
export type LeafFault = Omit<RuleFault, 'coordinate'>;

/** The result of a rule. `fault` is an invalid result; `not` does not invert it. */
type Result = 'allow' | 'deny' | 'fault';

/**
 * Evaluates a rule tree with the semantics of graphql-shield, but with a third result. A rule that throws, rejects or
 * returns anything but a boolean, a string or an error is a fault. `not` of a fault is a fault; graphql-shield's `not`
 * would allow. `onFault` gets each fault. Nothing is cached, because graphql-shield's caches share one result between rules
 * of one name.
 */
export async function evaluateRule(
  rule: OperatorRule,
  { parent, args, type, field }: RuleInput,
  context: object,
  onFault: (fault: LeafFault) => void,
): Promise<boolean> {
  const info = Object.freeze({ fieldName: field, parentType: type });
  const evaluate = async (each: OperatorRule): Promise<Result> => {
    switch (each.kind) {
      case 'allow':
      case 'deny':
        return each.kind;
      case 'leaf':
        return resultOf(
          async () => each.resolve(parent, args, context, info),
          (fault) => onFault({ rule: each.name, ...fault }),
        );
      case 'and':
        return allOf(await Promise.all(each.rules.map(evaluate)));
      case 'or':
        return anyOf(await Promise.all(each.rules.map(evaluate)));
      case 'chain':
        return allOf(await evaluateWhile(each.rules, evaluate, 'allow'));
      case 'race':
        return anyOf(await evaluateWhile(each.rules, evaluate, 'deny'));
      case 'not':
        return opposite(allOf(await Promise.all(each.rules.map(evaluate))));
      default:
        return unreachable(each);
    }
  };
  return (await evaluate(rule)) === 'allow';
}

async function resultOf(
  resolve: () => Promise<unknown>,
  onFault: (fault: Pick<RuleFault, 'reason' | 'error'>) => void,
): Promise<Result> {
  try {
    const value = await resolve();
    if (value === true) return 'allow';
    if (value === false || typeof value === 'string' || value instanceof Error) return 'deny';
    onFault({ reason: 'INVALID_RESULT', error: undefined });
    return 'fault';
  } catch (error) {
    onFault({ reason: 'THREW', error });
    return 'fault';
  }
}

/** Denies if one denies, and allows if all allow. Anything else is a fault, such as no rules at all. */
function allOf(results: readonly Result[]): Result {
  if (results.includes('deny')) return 'deny';
  return results.length === 0 || results.includes('fault') ? 'fault' : 'allow';
}

/** Allows if one allows, and denies if all deny. Anything else is a fault, such as no rules at all. */
function anyOf(results: readonly Result[]): Result {
  if (results.includes('allow')) return 'allow';
  return results.length === 0 || results.includes('fault') ? 'fault' : 'deny';
}

function opposite(result: Result): Result {
  if (result === 'fault') return 'fault';
  return result === 'allow' ? 'deny' : 'allow';
}

/** Evaluates rules in order up to the first whose result is not `expected`. */
async function evaluateWhile(
  rules: readonly OperatorRule[],
  evaluate: (rule: OperatorRule) => Promise<Result>,
  expected: Result,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const rule of rules) {
    const result = await evaluate(rule);
    results.push(result);
    if (result !== expected) break;
  }
  return results;
}
