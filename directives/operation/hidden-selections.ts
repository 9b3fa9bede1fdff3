import { isObjectType, type GraphQLCompositeType, type GraphQLObjectType } from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { maximumView, type Decisions } from './authorize.ts';
import { yearFieldsOf, type YearField } from './age-years.ts';
import { isFetched, type FieldDisposition } from './field-disposition.ts';
import { fieldOfKey, identityOf, type DataPath } from './identity.ts';
import { addField, emptySet, type InnerSet } from './inner-set.ts';
import { customRulesFor, ruleLeafKey, type CustomRules } from './custom-rules.ts';
import { phiCategories } from './phi-categories.ts';
import { revealsPhiType } from './reveals-phi-type.ts';
import { applies, isEntity, isRootType, possibleTypes } from './runtime-types.ts';
import type { Selected, Selection } from './selection.ts';
import { createSelectionsBelow } from './selections-below.ts';

/** The decisions that determine the inner document of a selection: the one that is sent to subgraphs. */
export interface PruneDecisions {
  readonly dispositions: readonly FieldDisposition[];
  readonly decisions: Decisions;
  /** Whether all of the caller's roles reach all patients, so that an object's patient changes nothing. */
  readonly unlimited: boolean;
  readonly customRules: CustomRules;
}

/**
 * Adds the fields that release needs from a field's objects to the field's inner selection set. `on` is the field's named
 * type, `selections` are those of the client on it. With `isPhiAbove`, a field above is PHI, so that the patients of the
 * objects are recorded whatever is selected.
 */
export type AddHiddenSelections = (
  set: InnerSet,
  objects: {
    readonly on: GraphQLCompositeType;
    readonly selections: readonly Selected[];
    readonly isPhiAbove: boolean;
  },
) => void;

/**
 * Creates the function that adds the hidden selections of one operation. It adds:
 * - the path to an object's patient, if a field above is PHI, PHI is selected below, or the caller's reach is limited;
 * - the object's record key, if PHI is selected below;
 * - the fields that custom rules read;
 * - the years of birth and death from which de-identified ages are computed.
 */
export function createHiddenSelections(
  selection: Selection,
  { dispositions, decisions, unlimited, customRules }: PruneDecisions,
): AddHiddenSelections {
  const { schema } = selection;
  const { policy } = decisions;
  const selectionsBelow = createSelectionsBelow(selection, dispositions);

  const addHidden: AddHiddenSelections = (set, { on: staticType, selections, isPhiAbove }) => {
    for (const type of possibleTypes(schema, staticType)) {
      const identity = identityOf(policy, staticType, type);
      const isPhi = selectsPhiOn(staticType, type, selections);
      const paths = [
        ...(identity.patient && (isPhi || isPhiAbove || !unlimited) ? [identity.patient] : []),
        ...(isPhi ? identity.record : []),
      ];
      const ruleLeaves = ruleLeavesOf(type, selections);
      const years = yearsOf(type, selections);
      if (paths.length + ruleLeaves.length + years.length === 0) continue;
      const isConcrete = isObjectType(staticType);
      const inside = isConcrete ? set : (set.fragments.get(type.name) ?? emptySet());
      if (!isConcrete) set.fragments.set(type.name, inside);
      for (const [key = '', ...rest] of paths)
        addField(inside, { key, field: fieldOfKey(type, key), rest });
      for (const [head = '', ...rest] of ruleLeaves)
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
      // An object that is not an entity is de-identified if a field above is.
      const mayBeDeidentified =
        !isEntity(policy, type) ||
        decisions.maximumViews.some((views) => views.field(age) === 'deidentified');
      if (!mayBeDeidentified) return [];
      return yearFieldsOf(policy, type, name).filter(
        ({ coordinate, isPlain }) =>
          isPlain && maximumView(decisions, { coordinate, hasOwnPatients: false }) !== 'none',
      );
    });

  /** The paths of the leaves that custom rules of the selected fields read from objects of a type. */
  const ruleLeavesOf = (
    type: GraphQLObjectType,
    selections: readonly Selected[],
  ): readonly DataPath[] =>
    selections.flatMap((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) ? ruleLeavesOf(type, selected.selections) : [];
      if (!isFetched(selected, dispositions)) return [];
      const at = { type: type.name, field: selected.definition.name };
      return customRulesFor(customRules, at, 'object').flatMap(({ requires }) => requires);
    });

  /** The same for objects of `on`, whose name of the type can be PHI too. */
  const selectsPhiOn = (
    on: GraphQLCompositeType,
    type: GraphQLObjectType,
    selections: readonly Selected[],
  ): boolean =>
    selectsPhi(type, selections) || revealsPhiType({ schema, policy }, on, { type, selections });

  /** Selections → object type → whether they select PHI on its objects. */
  const known = new Map<readonly Selected[], Map<GraphQLObjectType, boolean>>();

  /**
   * Whether PHI is selected on objects of a type, or on objects below them that are parts of them. Each pair of selections
   * and type is visited once: below several levels of an interface, the number of paths is exponential.
   */
  const selectsPhi = (type: GraphQLObjectType, selections: readonly Selected[]): boolean => {
    const byType = known.get(selections) ?? new Map<GraphQLObjectType, boolean>();
    known.set(selections, byType);
    const selects = byType.get(type) ?? findPhi(type, selections);
    byType.set(type, selects);
    return selects;
  };

  const findPhi = (type: GraphQLObjectType, selections: readonly Selected[]): boolean =>
    selections.some((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) && selectsPhi(type, selected.selections);
      if (!isFetched(selected, dispositions)) return false;
      const own = memberCoordinate(type.name, selected.definition.name);
      if (phiCategories(policy, own, selected.definition.type).length > 0) return true;
      if (selected.on === null) return false;
      const { on } = selected;
      const below = selectionsBelow(selected);
      return possibleTypes(schema, on).some((one) => isPart(one) && selectsPhiOn(on, one, below));
    });

  /** Whether an object of a type is a part of the object above, and so belongs to its patient. */
  const isPart = (type: GraphQLObjectType): boolean =>
    !isEntity(policy, type) && !isRootType(schema, type);

  return addHidden;
}
