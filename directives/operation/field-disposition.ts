import {
  getNullableType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { maximumView, viewOf, type Decisions } from './authorize.ts';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { InputAuthorization } from './authorize-inputs.ts';
import { isPaged } from './paging.ts';
import { ALL_ROLES } from './effective-roles.ts';
import { applies, possibleTypes, areOwners } from './runtime-types.ts';
import type { Selected, SelectedField, Selection } from './select.ts';

/**
 * What becomes of a selected field before planning. Only `fetch` is asked of a subgraph.
 * - `denied`: no role of the caller sees it. `input`: its arguments are not the caller's to use, or page through
 *   objects that the caller knows by pseudonyms where that is refused.
 * - `rule`: a rule of the operator's own denies it.
 * - `unreached`: its arguments name a patient that no role reaches, or find no record that one reaches.
 * - `suppressed`: the caller would see it de-identified, and its de-identified view is nothing.
 * - `nulled`: it is null because of a denied non-null field below.
 * - `skipped`: below one of the above, or of an object that is null for certain.
 */
export type FieldDisposition =
  'fetch' | 'denied' | 'input' | 'rule' | 'unreached' | 'suppressed' | 'nulled' | 'skipped';

/** Whether a selection is a field that is asked of a subgraph. */
export function isFetched(
  selected: Selected,
  dispositions: readonly FieldDisposition[],
): selected is SelectedField {
  return selected.kind === 'field' && dispositions[selected.index] === 'fetch';
}

/**
 * Decides the disposition of every field occurrence of a selection by the most that the caller's roles could see on
 * any object. What reach narrows further is decided object by object at release.
 */
export function decideDispositions(
  selection: Selection,
  decisions: Decisions,
  { refusesPaging, ...judgement }: InputAuthorization & { readonly refusesPaging: boolean },
): readonly FieldDisposition[] {
  const { schema } = selection;
  const dispositions = Array<FieldDisposition>(selection.fields.length).fill('skipped');
  const merged = mergedPlaces(selection.fields);

  const settle = (field: SelectedField, place: Place): FieldDisposition => {
    const refusal = judgement.refused.get(field.index);
    if (refusal) return DISPOSITIONS[refusal];
    if (refusesPaging && isPaged(field) && holdsPseudonyms(selection, decisions, field))
      return 'input';
    const judged = {
      coordinate: field.coordinate,
      isOwner: areOwners(schema, decisions.policy, field.definition.type),
    };
    // The patient of a root field is the one its arguments bind it to, else unknown; below, objects tell.
    const isUnknown = place.parent === selection.root && !judgement.bound.has(field.index);
    const view = isUnknown ? viewOf(decisions, ALL_ROLES, judged) : maximumView(decisions, judged);
    if (view === 'none') {
      // Another occurrence, on a type of its own, may be seen; then what is selected here is part of it.
      if (field.selections && merged.has(placeOf(field)))
        visit(field.selections, { parent: field.on, capped: false });
      return 'denied';
    }
    const deidentified = view === 'deidentified' || place.capped;
    if (!field.selections)
      return deidentified && isSuppressed(schema, decisions, field) ? 'suppressed' : 'fetch';
    const { on, selections } = field;
    const possible = possibleTypes(schema, on);
    const capped = deidentified && possible.every((type) => !decisions.policy.keys.has(type.name));
    visit(selections, { parent: on, capped });
    if (merged.has(placeOf(field))) return 'fetch';
    if (!nullsObject(schema, on, { selections, dispositions })) return 'fetch';
    // A list is still asked for its objects: none at all is an empty list, and not null.
    if (holdsList(field.definition.type)) hollow(selections, dispositions);
    return holdsList(field.definition.type) ? 'fetch' : 'nulled';
  };

  const visit = (selections: readonly Selected[], place: Place): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') visit(selected.selections, place);
      else if (selected.kind === 'field') dispositions[selected.index] = settle(selected, place);
    }
  };

  visit(selection.selections, { parent: selection.root, capped: false });
  return dispositions;
}

const DISPOSITIONS = {
  input: 'input',
  reach: 'unreached',
  consent: 'unreached',
  rule: 'rule',
} as const;

/**
 * Whether objects below a field, itself or through objects without a key, can be known to the caller by a
 * pseudonym, selected or not.
 */
function holdsPseudonyms(
  { schema }: Pick<Selection, 'schema'>,
  decisions: Decisions,
  { on, selections }: SelectedField,
): boolean {
  const { requirements, keys } = decisions.policy;
  const isPseudonym = (coordinate: Coordinate): boolean =>
    requirements.get(coordinate)?.method === 'PSEUDONYM' &&
    decisions.maximum.some((views) => views.field(coordinate) === 'deidentified');
  const isHeldBy = (within: readonly Selected[]): boolean =>
    within.some((one) => {
      if (one.kind === 'fragment') return isHeldBy(one.selections);
      return one.kind === 'field' && holdsPseudonyms({ schema }, decisions, one);
    });
  if (on === null) return false;
  const types = possibleTypes(schema, on);
  return (
    types.some((type) =>
      Object.keys(type.getFields()).some((name) => isPseudonym(memberCoordinate(type.name, name))),
    ) ||
    (types.some(({ name }) => !keys.has(name)) && isHeldBy(selections))
  );
}

/**
 * Places in the response that several occurrences share. What one of them lacks another may have, so that
 * only release, which merges them, can tell whether the object is null.
 */
function mergedPlaces(fields: readonly SelectedField[]): ReadonlySet<string> {
  const once = new Set<string>();
  const merged = new Set<string>();
  for (const field of fields) {
    const place = placeOf(field);
    if (once.has(place)) merged.add(place);
    once.add(place);
  }
  return merged;
}

/** Where a field's value stands in the response, whatever the type it is selected on. */
export function placeOf({ path }: SelectedField): string {
  return path.join('/');
}

interface Place {
  readonly parent: GraphQLCompositeType;
  /** Below an object-valued field that is seen de-identified: no leaf without a method of its own. */
  readonly capped: boolean;
}

function isSuppressed(schema: GraphQLSchema, decisions: Decisions, field: SelectedField): boolean {
  return possibleTypes(schema, field.parent).every((type) => {
    const coordinate = memberCoordinate(type.name, field.definition.name);
    return (decisions.policy.requirements.get(coordinate)?.method ?? 'SUPPRESS') === 'SUPPRESS';
  });
}

interface SettledSet {
  readonly selections: readonly Selected[];
  readonly dispositions: readonly FieldDisposition[];
}

/** Whether each object with this selection set is null for certain: a non-null field of it is withheld. */
function nullsObject(schema: GraphQLSchema, type: GraphQLCompositeType, set: SettledSet): boolean {
  const fetched = new Set<string>();
  const missing = new Set<string>();
  const visit = (selections: readonly Selected[], certain: boolean): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        const always = possibleTypes(schema, type).every((one) =>
          applies(schema, selected.on, one),
        );
        visit(selected.selections, certain && always);
      } else if (selected.kind === 'field') {
        const disposition = set.dispositions[selected.index];
        if (disposition === 'fetch' || disposition === 'unreached')
          fetched.add(selected.responseKey);
        else if (certain && isNonNullType(selected.definition.type))
          missing.add(selected.responseKey);
      }
    }
  };
  visit(set.selections, true);
  return [...missing].some((key) => !fetched.has(key));
}

/** Objects that are null for certain give nothing but their number. */
function hollow(selections: readonly Selected[], dispositions: FieldDisposition[]): void {
  for (const selected of selections) {
    if (selected.kind === 'fragment') hollow(selected.selections, dispositions);
    else if (selected.kind === 'field') {
      if (dispositions[selected.index] === 'fetch') dispositions[selected.index] = 'skipped';
      if (selected.selections !== null) hollow(selected.selections, dispositions);
    }
  }
}

function holdsList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
