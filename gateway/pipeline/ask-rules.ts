import type { DataPath } from '../../directives/operation/identity.ts';
import { argumentValues } from '../../directives/operation/inputs.ts';
import {
  ruleInputKey,
  customRulesFor,
  type CustomRules,
} from '../../directives/operation/custom-rules.ts';
import type { Failures } from '../../directives/release/failures.ts';
import type { CustomRuleField } from '../../directives/release/program.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { AskedRule } from '../access/custom-rules/own-rule.ts';
import type { RuledField, RuledSelection } from './find-ruled.ts';

/** What the operator's rules are asked with. */
export interface RuleAsking {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** The field occurrences that rules deny which need no object: decided before anything is sent. */
export async function askBefore(
  { before }: RuledSelection,
  asking: RuleAsking,
): Promise<readonly number[]> {
  if (before.length === 0) return [];
  const denied = await Promise.all(
    before.map(async (ruled) => ((await ask(ruled, {}, asking)) ? [] : [ruled.field.index])),
  );
  return [...new Set(denied.flat())];
}

/** An object some of whose fields rules decide on. */
type Source = Readonly<Record<string, unknown>>;

/** Whether a field's rules hold on an object. */
export type Permits = (
  ruled: CustomRuleField,
  source: Source,
  failures: Failures | undefined,
) => boolean;

/**
 * Asks the rules that see objects. `survey` is a release whose outcome is thrown away: it only shows which
 * fields of which objects there are to decide on. All of them are asked at once; what was never asked about is
 * denied.
 */
export async function askAfter(
  survey: (permits: Permits) => void,
  asking: RuleAsking & { readonly customRules: CustomRules<AskedRule> },
): Promise<Permits> {
  const found = new Map<CustomRuleField, Map<Source, Failures | undefined>>();
  survey((ruled, source, failures) => {
    const sources = found.get(ruled) ?? new Map<Source, Failures | undefined>();
    found.set(ruled, sources.set(source, failures));
    return true;
  });
  const permitted = new Map<CustomRuleField, Set<Source>>();
  await Promise.all(
    [...found].map(async ([ruled, sources]) => {
      const { type, field } = ruled;
      const name = field.definition.name;
      const rules = customRulesFor(asking.customRules, { type, field: name }, 'object');
      const read = parentReader(type, rules);
      const held = await Promise.all(
        [...sources].map(async ([source, failures]) => {
          const parent = read(source, failures);
          return parent !== null && (await ask({ type, field, rules }, parent, asking))
            ? [source]
            : [];
        }),
      );
      permitted.set(ruled, new Set(held.flat()));
    }),
  );
  return (ruled, source) => permitted.get(ruled)?.has(source) === true;
}

async function ask(
  { type, field, rules }: RuledField,
  parent: Source,
  { variables, context }: RuleAsking,
): Promise<boolean> {
  const args = Object.freeze(Object.fromEntries(argumentValues(field, variables)));
  const question = {
    parent: Object.freeze({ ...parent }),
    args,
    type,
    field: field.definition.name,
  };
  const answers = await Promise.all(rules.map((rule) => rule.holds(question, context)));
  return answers.every(Boolean);
}

/** Reads what rules require of an object, by its own names; null where a part of it failed or is absent. */
function parentReader(
  type: string,
  rules: readonly AskedRule[],
): (source: Source, failures: Failures | undefined) => Source | null {
  const paths = rules.flatMap(({ requires }) =>
    requires.map(([head = '', ...below]) => ({ head, key: ruleInputKey(type, head), below })),
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

/** Whether no subgraph gave what is at the end of a path. What is below a null was given: there is nothing. */
function isAbsent(value: unknown, [key, ...below]: DataPath): boolean {
  if (value === undefined) return true;
  if (key === undefined || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => isAbsent(item, [key, ...below]));
  return isAbsent(Object.getOwnPropertyDescriptor(value, key)?.value, below);
}
