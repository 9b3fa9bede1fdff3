import { isObjectType, type GraphQLSchema } from 'graphql';
import { customRulesFor, type CustomRules } from '../../directives/operation/custom-rules.ts';
import { possibleTypes } from '../../directives/operation/runtime-types.ts';
import type { SelectedField, Selection } from '../../directives/operation/select.ts';
import type { AskedRule } from '../access/custom-rules/own-rule.ts';

/** What the operator's rules are to be asked about a document, whoever sends it. */
export interface RuledSelection {
  /** Field occurrences with rules that need no object, by each type that the object can have. */
  readonly before: readonly RuledField[];
  /** Whether a rule sees one of the objects. */
  readonly seesObjects: boolean;
}

/** One field occurrence on one type, and the rules that must all hold of it. */
export interface RuledField {
  readonly type: string;
  readonly field: SelectedField;
  readonly rules: readonly AskedRule[];
}

/** Looks the rules of a selection up. A field on an interface needs what all implementers need. */
export function findRuled(
  selection: Selection,
  {
    schema,
    customRules,
  }: { readonly schema: GraphQLSchema; readonly customRules: CustomRules<AskedRule> },
): RuledSelection {
  if (customRules.size === 0) return NOT_RULED;
  const places = selection.fields.flatMap((field) =>
    (isObjectType(field.parent) ? [field.parent] : possibleTypes(schema, field.parent)).map(
      (type) => ({ type: type.name, field }),
    ),
  );
  const ruled = (reads: 'object' | 'nothing') =>
    places
      .map(({ type, field }) => {
        const at = { type, field: field.definition.name };
        return { type, field, rules: customRulesFor(customRules, at, reads) };
      })
      .filter(({ rules }) => rules.length > 0);
  return { before: ruled('nothing'), seesObjects: ruled('object').length > 0 };
}

const NOT_RULED: RuledSelection = { before: [], seesObjects: false };
