import { unreachable } from '../../../directives/unreachable.ts';
import type { OperatorRule } from './evaluate-rule.ts';

/**
 * Parses a rule of an operator's module; null for any other value. The module may use another build of
 * graphql-shield, so classes are recognized by name.
 */
export function parseRule(value: unknown): OperatorRule | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('func' in value && typeof value.func === 'function') {
    const { func } = value;
    const fragment = 'fragment' in value ? value.fragment : undefined;
    const name = 'name' in value ? value.name : undefined;
    return {
      kind: 'leaf',
      resolve: (...parameters) => Reflect.apply(func, value, parameters),
      fragment: typeof fragment === 'string' ? fragment : null,
      name: typeof name === 'string' && LOGGED_NAME.test(name) ? name : null,
    };
  }
  const kind = KINDS.get(value.constructor.name);
  if (kind === 'allow' || kind === 'deny') return { kind };
  if (kind === undefined || !('rules' in value) || !Array.isArray(value.rules)) return null;
  const rules = value.rules.map(parseRule);
  return rules.length > 0 && rules.every((rule) => rule !== null) ? { kind, rules } : null;
}

/** graphql-shield names a rule without a name by a random number. */
const LOGGED_NAME = /^[_A-Za-z][\w .:-]{0,63}$/;

const KINDS: ReadonlyMap<string, Exclude<OperatorRule['kind'], 'leaf'>> = new Map([
  ['RuleAnd', 'and'],
  ['RuleOr', 'or'],
  ['RuleChain', 'chain'],
  ['RuleRace', 'race'],
  ['RuleNot', 'not'],
  ['RuleTrue', 'allow'],
  ['RuleFalse', 'deny'],
]);

/** Lists the fragments of a rule tree's leaves. */
export function fragmentsOf(rule: OperatorRule): readonly string[] {
  switch (rule.kind) {
    case 'leaf':
      return rule.fragment === null ? [] : [rule.fragment];
    case 'allow':
    case 'deny':
      return [];
    case 'and':
    case 'or':
    case 'chain':
    case 'race':
    case 'not':
      return rule.rules.flatMap(fragmentsOf);
    default:
      return unreachable(rule);
  }
}
