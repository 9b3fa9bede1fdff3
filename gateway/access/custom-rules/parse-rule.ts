import type { ForeignRule } from './judge-rule.ts';

/**
 * Reads a rule that a module of the operator made with its own graphql-shield; null where it is none. The
 * classes of two builds of graphql-shield are not the same objects, so they are known by name.
 */
export function parseRule(value: unknown): ForeignRule | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('func' in value && typeof value.func === 'function') {
    const { func } = value;
    const fragment = 'fragment' in value ? value.fragment : undefined;
    return {
      kind: 'leaf',
      ask: (...question) => Reflect.apply(func, value, question),
      fragment: typeof fragment === 'string' ? fragment : null,
    };
  }
  const kind = KINDS.get(value.constructor.name);
  if (kind === 'allow' || kind === 'deny') return { kind };
  if (kind === undefined || !('rules' in value) || !Array.isArray(value.rules)) return null;
  const rules = value.rules.map(parseRule);
  return rules.length > 0 && rules.every((rule) => rule !== null) ? { kind, rules } : null;
}

const KINDS: ReadonlyMap<string, Exclude<ForeignRule['kind'], 'leaf'>> = new Map([
  ['RuleAnd', 'and'],
  ['RuleOr', 'or'],
  ['RuleChain', 'chain'],
  ['RuleRace', 'race'],
  ['RuleNot', 'not'],
  ['RuleTrue', 'allow'],
  ['RuleFalse', 'deny'],
]);

/** The fragments that a rule tree's leaves name. */
export function fragmentsOf(rule: ForeignRule): readonly string[] {
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
      return never(rule);
  }
}

function never(rule: never): never {
  throw new TypeError(`unknown rule ${JSON.stringify(rule)}`);
}
