import { isObjectType, type GraphQLCompositeType, type GraphQLObjectType } from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { maximumView, type Decisions } from './authorize.ts';
import { yearFieldsOf, type YearField } from './age-years.ts';
import { isFetched, type FieldDisposition } from './field-disposition.ts';
import { fieldOfKey, identityOf, type DataPath } from './identity.ts';
import { addField, emptySet, type InnerSet } from './inner-set.ts';
import { customRulesFor, ruleLeafKey, type CustomRules } from './custom-rules.ts';
import { phiCategories } from './phi-categories.ts';
import { applies, possibleTypes } from './runtime-types.ts';
import type { Selected, Selection } from './selection.ts';

/** The decisions that determine the inner document of a selection. */
export interface Pruning {
  readonly dispositions: readonly FieldDisposition[];
  readonly decisions: Decisions;
  /** Whether all of the caller's roles reach all patients, so that an object's patient changes nothing. */
  readonly unlimited: boolean;
  readonly customRules: CustomRules;
}

/** Adds the fields that release needs from the objects of a field to the field's inner selection set. */
export type AddHiddenSelections = (
  set: InnerSet,
  named: GraphQLCompositeType,
  selections: readonly Selected[],
) => void;

/**
 * Creates the hidden selections of one operation:
 * - the path to an object's patient, if PHI is selected below or the caller's reach is limited;
 * - the object's record key, if PHI is selected below;
 * - the inputs of custom rules;
 * - the years of birth and death from which de-identified ages are computed.
 */
export function createHiddenSelections(
  { schema }: Selection,
  { dispositions, decisions, unlimited, customRules }: Pruning,
): AddHiddenSelections {
  const { policy } = decisions;

  const addHidden: AddHiddenSelections = (set, named, selections) => {
    for (const type of possibleTypes(schema, named)) {
      const identity = identityOf(policy, named, type);
      const phi = selectsPhi(type, selections);
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
        addField(inside, { key: ruleLeafKey(type.name, head), field: head, rest });
      for (const { key, field } of years) addField(inside, { key, field, rest: [] });
    }
  };

  /** The year fields for ages that the caller may see de-identified on objects of a type. */
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
      // An object without a key can be below a field that is seen de-identified.
      const mayBeDeidentified =
        !policy.keys.has(type.name) ||
        decisions.maximumViews.some((views) => views.field(age) === 'deidentified');
      if (!mayBeDeidentified) return [];
      return yearFieldsOf(policy, type, name).filter(
        ({ coordinate, isPlain }) =>
          isPlain && maximumView(decisions, { coordinate, hasOwnPatients: false }) !== 'none',
      );
    });

  /** The paths that custom rules of the selected fields read from objects of a type. */
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

  /** Whether PHI is selected on objects of a type, or on objects without a key below them. */
  const selectsPhi = (type: GraphQLObjectType, selections: readonly Selected[]): boolean =>
    selections.some((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) && selectsPhi(type, selected.selections);
      if (!isFetched(selected, dispositions)) return false;
      const own = memberCoordinate(type.name, selected.definition.name);
      if (phiCategories(policy, own, selected.definition.type).length > 0) return true;
      const { on, selections: below } = selected;
      return (
        below !== null &&
        possibleTypes(schema, on).some(
          (one) => !policy.keys.has(one.name) && selectsPhi(one, below),
        )
      );
    });

  return addHidden;
}
