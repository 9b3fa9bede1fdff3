import { isObjectType, type GraphQLCompositeType, type GraphQLObjectType } from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { maximumView, type Decisions } from './authorize.ts';
import { yearsBeside, type YearField } from './age-years.ts';
import { isFetched, type FieldDisposition } from './field-disposition.ts';
import { fieldOfKey, identityOf, type DataPath } from './identity.ts';
import { addField, emptySet, type InnerSet } from './inner-set.ts';
import { ruleInputKey, customRulesFor, type CustomRules } from './custom-rules.ts';
import { phiCategories } from './phi-categories.ts';
import { applies, possibleTypes } from './runtime-types.ts';
import type { Selected, Selection } from './select.ts';

/** What decides the inner document beside the selection. */
export interface Pruning {
  readonly dispositions: readonly FieldDisposition[];
  readonly decisions: Decisions;
  /** Whether whose record an object is decides nothing for this caller. */
  readonly unlimited: boolean;
  readonly customRules: CustomRules;
}

/** Adds to a field's selection set what release needs of its objects beside what the client asked for. */
export type AddHiddenSelections = (
  set: InnerSet,
  named: GraphQLCompositeType,
  selections: readonly Selected[],
) => void;

/**
 * The hidden selections of one operation: whose record an object is, where PHI is below or reach is limited;
 * which record, where PHI is below; what the operator's rules read; and the years that ages are computed from.
 */
export function createHiddenSelections(
  { schema }: Selection,
  { dispositions, decisions, unlimited, customRules }: Pruning,
): AddHiddenSelections {
  const hide: AddHiddenSelections = (set, named, selections) => {
    for (const type of possibleTypes(schema, named)) {
      const identity = identityOf(decisions.policy, named, type);
      const phi = holdsPhi(type, selections);
      const paths = [
        ...(identity.patient && (phi || !unlimited) ? [identity.patient] : []),
        ...(phi ? identity.record : []),
      ];
      const inputs = ruleInputs(type, selections);
      const years = yearsOf(type, selections);
      if (paths.length + inputs.length + years.length === 0) continue;
      const inside = isObjectType(named) ? set : (set.fragments.get(type.name) ?? emptySet());
      if (!isObjectType(named)) set.fragments.set(type.name, inside);
      for (const [key = '', ...rest] of paths)
        addField(inside, { key, field: fieldOfKey(type, key), rest });
      for (const [head = '', ...rest] of inputs)
        addField(inside, { key: ruleInputKey(type.name, head), field: head, rest });
      for (const { key, field } of years) addField(inside, { key, field, rest: [] });
    }
  };

  /** The years of birth and death from which ages of an object of this type are computed where they leave de-identified. */
  const yearsOf = (
    type: GraphQLObjectType,
    selections: readonly Selected[],
  ): readonly YearField[] =>
    selections.flatMap((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) ? yearsOf(type, selected.selections) : [];
      if (!isFetched(selected, dispositions)) return [];
      const { name } = selected.definition;
      const age = memberCoordinate(type.name, name);
      // A keyless object may stand below a field that is seen de-identified.
      const mayBlur =
        !decisions.policy.keys.has(type.name) ||
        decisions.maximum.some((views) => views.field(age) === 'deidentified');
      if (!mayBlur) return [];
      return yearsBeside(decisions.policy, type, name).filter(
        ({ coordinate, isPlain }) =>
          isPlain && maximumView(decisions, { coordinate, isOwner: false }) !== 'none',
      );
    });

  /** What rules read of an object of this type, of whose fields they decide. */
  const ruleInputs = (
    type: GraphQLObjectType,
    selections: readonly Selected[],
  ): readonly DataPath[] =>
    selections.flatMap((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) ? ruleInputs(type, selected.selections) : [];
      if (!isFetched(selected, dispositions)) return [];
      const at = { type: type.name, field: selected.definition.name };
      return customRulesFor(customRules, at, 'object').flatMap(({ requires }) => requires);
    });

  /** Whether an object of this type, or a keyless one below it, may show PHI. */
  const holdsPhi = (type: GraphQLObjectType, selections: readonly Selected[]): boolean =>
    selections.some((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) && holdsPhi(type, selected.selections);
      if (!isFetched(selected, dispositions)) return false;
      const { policy } = decisions;
      const own = memberCoordinate(type.name, selected.definition.name);
      if (phiCategories(policy, own, selected.definition.type).length > 0) return true;
      const { on, selections: below } = selected;
      return (
        below !== null &&
        possibleTypes(schema, on).some((one) => !policy.keys.has(one.name) && holdsPhi(one, below))
      );
    });

  return hide;
}
