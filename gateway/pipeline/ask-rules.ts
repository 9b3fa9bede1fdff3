import { isObjectType, type GraphQLSchema } from 'graphql';
import { argumentValues } from '../../directives/operation/inputs.ts';
import { ruleInputKey, rulesOf, type OwnRules } from '../../directives/operation/own-rules.ts';
import { possibleTypes } from '../../directives/operation/runtime-types.ts';
import type { SelectedField, Selection } from '../../directives/operation/select.ts';
import type { Failures } from '../../directives/release/failures.ts';
import type { Ruled } from '../../directives/release/program.ts';
import type { RequestContext } from '../request-context.ts';
import type { AskedRule } from '../rules/own-rule.ts';

/** What the operator's rules are asked with. */
export interface RuleAsking {
  readonly schema: GraphQLSchema;
  readonly ownRules: OwnRules<AskedRule>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/**
 * The field occurrences that rules deny which need no object: decided before anything is sent. A field on an
 * interface needs what all implementers need.
 */
export async function askBefore(
  selection: Selection,
  asking: RuleAsking,
): Promise<readonly number[]> {
  if (asking.ownRules.size === 0) return [];
  const denied = await Promise.all(
    selection.fields.map(async (field) => {
      const types = isObjectType(field.parent)
        ? [field.parent]
        : possibleTypes(asking.schema, field.parent);
      const answers = await Promise.all(
        types.map(({ name: type }) => ask(asking, { type, field, reads: 'nothing', parent: {} })),
      );
      return answers.every(Boolean) ? [] : [field.index];
    }),
  );
  return denied.flat();
}

/** One field of one object that rules decide on. */
interface RuledObject {
  readonly ruled: Ruled;
  readonly source: Readonly<Record<string, unknown>>;
  readonly failures: Failures | undefined;
}

/** Whether a field's rules hold on an object. */
export type Permits = (
  ruled: Ruled,
  source: RuledObject['source'],
  failures: RuledObject['failures'],
) => boolean;

/**
 * Asks the rules that see objects. `survey` is a release whose outcome is thrown away: it only shows which
 * fields of which objects there are to decide on. All of them are asked at once; what was never asked about is
 * denied.
 */
export async function askAfter(
  survey: (permits: Permits) => void,
  asking: RuleAsking,
): Promise<Permits> {
  const found: RuledObject[] = [];
  survey((ruled, source, failures) => {
    found.push({ ruled, source, failures });
    return true;
  });
  const permitted = new Map<Ruled, Set<RuledObject['source']>>();
  await Promise.all(
    found.map(async ({ ruled, source, failures }) => {
      const { type, field } = ruled;
      const parent = readParent(asking, { ruled, source, failures });
      if (parent === null || !(await ask(asking, { type, field, reads: 'object', parent }))) return;
      permitted.set(ruled, (permitted.get(ruled) ?? new Set()).add(source));
    }),
  );
  return (ruled, source) => permitted.get(ruled)?.has(source) === true;
}

async function ask(
  { ownRules, variables, context }: RuleAsking,
  at: {
    readonly type: string;
    readonly field: SelectedField;
    readonly reads: 'object' | 'nothing';
    readonly parent: Readonly<Record<string, unknown>>;
  },
): Promise<boolean> {
  const { type, parent } = at;
  const field = at.field.definition.name;
  const rules = rulesOf(ownRules, { type, field }, at.reads);
  if (rules.length === 0) return true;
  const args = Object.freeze(Object.fromEntries(argumentValues(at.field, variables)));
  const question = { parent: Object.freeze({ ...parent }), args, type, field };
  const answers = await Promise.all(rules.map((rule) => rule.holds(question, context)));
  return answers.every(Boolean);
}

/** What the rules of a field require of its object, by its own names; null where a part of it failed. */
function readParent(
  { ownRules }: RuleAsking,
  { ruled: { type, field }, source, failures }: RuledObject,
): Readonly<Record<string, unknown>> | null {
  const rules = rulesOf(ownRules, { type, field: field.definition.name }, 'object');
  const heads = new Set(rules.flatMap(({ requires }) => requires.map(([head = '']) => head)));
  const parent = new Map<string, unknown>();
  for (const head of heads) {
    const key = ruleInputKey(type, head);
    if (failures?.at(key) !== undefined || source[key] === undefined) return null;
    parent.set(head, source[key]);
  }
  return Object.fromEntries(parent);
}
