import type { DataPath } from '../../../directives/operation/identity.ts';
import { argumentValues } from '../../../directives/operation/inputs.ts';
import {
  ruleLeafKey,
  customRulesFor,
  type CustomRules,
} from '../../../directives/operation/custom-rules.ts';
import type { Failures } from '../../../directives/release/failures.ts';
import type { CustomRuleField } from '../../../directives/release/program.ts';
import type {
  EvaluableRule,
  RuleCall,
  RuleRequest,
} from '../../access/custom-rules/evaluable-rule.ts';
import { mapAtOnce } from './map-at-once.ts';
import type { CustomRuleMatch, CustomRuleMatches } from '../operation/custom-rule-matches.ts';

/** A request whose fields custom rules decide on. */
export interface RuledRequest extends RuleRequest {
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields and objects of one request whose rules are evaluated at a time: rules may call other systems. */
const MAX_AT_ONCE = 100;

/** Evaluates the rules that need no object, and returns the indexes of the fields that they deny. */
export async function evaluatePrefetchRules(
  { prefetch }: CustomRuleMatches,
  request: RuledRequest,
): Promise<readonly number[]> {
  if (prefetch.length === 0) return [];
  const call = { ...request, startedAt: performance.now() };
  const held = await mapAtOnce(prefetch, MAX_AT_ONCE, (match) => allHold(match, {}, call));
  const denied = prefetch.filter((_match, place) => held[place] !== true);
  return [...new Set(denied.map(({ field }) => field.index))];
}

/** An object with fields that custom rules decide on. */
type Source = Readonly<Record<string, unknown>>;

/** Whether the rules of a field hold on an object. */
export type Permits = (
  ruleField: CustomRuleField,
  source: Source,
  failures: Failures | undefined,
) => boolean;

/**
 * Evaluates the rules that need objects. `survey` runs a release whose result is discarded, to find the fields and
 * objects to decide on. A field that was not evaluated is denied.
 */
export async function evaluateObjectRules(
  survey: (permits: Permits) => void,
  request: RuledRequest & { readonly customRules: CustomRules<EvaluableRule> },
): Promise<Permits> {
  const sourcesByField = new Map<CustomRuleField, Map<Source, Failures | undefined>>();
  survey((ruleField, source, failures) => {
    const sources = sourcesByField.get(ruleField) ?? new Map<Source, Failures | undefined>();
    sourcesByField.set(ruleField, sources.set(source, failures));
    return true;
  });
  const call = { ...request, startedAt: performance.now() };
  const checks = [...sourcesByField].flatMap(([ruleField, sources]) => {
    const { type, field } = ruleField;
    const at = { type, field: field.definition.name };
    const match = { type, field, rules: customRulesFor(request.customRules, at, 'object') };
    const readParent = createParentReader(type, match.rules);
    return [...sources].map(([source, failures]) => ({
      ruleField,
      source,
      holds: async () => {
        const parent = readParent(source, failures);
        return parent !== null && (await allHold(match, parent, call));
      },
    }));
  });
  const held = await mapAtOnce(checks, MAX_AT_ONCE, ({ holds }) => holds());
  const permitted = new Map<CustomRuleField, Set<Source>>();
  for (const [place, { ruleField, source }] of checks.entries()) {
    if (held[place] !== true) continue;
    const sources = permitted.get(ruleField) ?? new Set<Source>();
    permitted.set(ruleField, sources.add(source));
  }
  return (ruleField, source) => permitted.get(ruleField)?.has(source) === true;
}

async function allHold(
  { type, field, rules }: CustomRuleMatch,
  parent: Source,
  { variables, ...call }: RuledRequest & RuleCall,
): Promise<boolean> {
  const args = Object.freeze(Object.fromEntries(argumentValues(field, variables)));
  const input = {
    parent: Object.freeze({ ...parent }),
    args,
    type,
    field: field.definition.name,
  };
  const answers = await Promise.all(rules.map((rule) => rule.holds(input, call)));
  return answers.every(Boolean);
}

/**
 * Creates a function that reads the fields that rules require of an object, by their own names. It returns null if one
 * of them failed or is absent.
 */
function createParentReader(
  type: string,
  rules: readonly EvaluableRule[],
): (source: Source, failures: Failures | undefined) => Source | null {
  const paths = rules.flatMap(({ requires }) =>
    requires.map(([head = '', ...below]) => ({ head, key: ruleLeafKey(type, head), below })),
  );
  return (source, failures) => {
    const parent = new Map<string, unknown>();
    for (const { head, key, below } of paths) {
      const value = source[key];
      if (failures?.at(key) !== undefined || isAbsent(value, below)) return null;
      parent.set(head, value);
    }
    return Object.fromEntries(parent);
  };
}

/** Whether no subgraph returned the value at a path. Below a null nothing is absent. */
function isAbsent(value: unknown, [key, ...below]: DataPath): boolean {
  if (value === undefined) return true;
  if (key === undefined || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => isAbsent(item, [key, ...below]));
  return isAbsent(Object.getOwnPropertyDescriptor(value, key)?.value, below);
}
