import { isObjectType, type GraphQLSchema } from 'graphql';
import { customRulesFor, type CustomRules } from '../../../directives/operation/custom-rules.ts';
import { possibleTypes } from '../../../directives/operation/runtime-types.ts';
import type { SelectedField, Selection } from '../../../directives/operation/selection.ts';
import type { EvaluableRule } from '../../access/custom-rules/evaluable-rule.ts';

/** The custom rules that decide on the fields of a selection. The same for every caller. */
export interface CustomRuleMatches {
  /** Fields whose rules need no object: evaluated before anything is fetched. One per possible object type. */
  readonly prefetch: readonly CustomRuleMatch[];
  /** Whether a rule of the selection needs an object. */
  readonly seesObjects: boolean;
}

/** One selected field on one object type, and the rules that must all hold. */
export interface CustomRuleMatch {
  readonly type: string;
  readonly field: SelectedField;
  readonly rules: readonly EvaluableRule[];
}

/** Finds the custom rules of a selection. A field on an interface needs the rules of all implementers. */
export function findCustomRuleMatches(
  selection: Selection,
  {
    schema,
    customRules,
  }: { readonly schema: GraphQLSchema; readonly customRules: CustomRules<EvaluableRule> },
): CustomRuleMatches {
  if (customRules.size === 0) return NO_MATCHES;
  const places = selection.fields.flatMap((field) =>
    (isObjectType(field.parent) ? [field.parent] : possibleTypes(schema, field.parent)).map(
      (type) => ({ type: type.name, field }),
    ),
  );
  const matching = (reads: 'object' | 'nothing') =>
    places
      .map(({ type, field }) => {
        const at = { type, field: field.definition.name };
        return { type, field, rules: customRulesFor(customRules, at, reads) };
      })
      .filter(({ rules }) => rules.length > 0);
  return { prefetch: matching('nothing'), seesObjects: matching('object').length > 0 };
}

const NO_MATCHES: CustomRuleMatches = { prefetch: [], seesObjects: false };
