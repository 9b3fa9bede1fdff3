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
import { applies, possibleTypes, haveOwnPatients } from './runtime-types.ts';
import type { Selected, SelectedField, SelectedObject, Selection } from './selection.ts';

/**
 * What the gateway does with a selected field before planning. Only a field with `fetch` is requested from a subgraph.
 * For a caller whose roles see `name` but not `ssn`, `{ patient { name ssn } }` gets `fetch`, `fetch` and `denied`.
 * - `denied`: no role of the caller sees it.
 * - `input`: the caller may not use its arguments, or they page through objects that the caller sees under
 *   pseudonyms, if configuration refuses that.
 * - `rule`: a custom rule denies it.
 * - `unreached`: its arguments name a patient that no role reaches, or no reached record was found for them.
 * - `suppressed`: the caller sees it de-identified, and its method is SUPPRESS.
 * - `nulled`: it is null because a non-null field below it is denied.
 * - `skipped`: a field above it is not fetched, or its object is certain to be null.
 */
export type FieldDisposition =
  'fetch' | 'denied' | 'input' | 'rule' | 'unreached' | 'suppressed' | 'nulled' | 'skipped';

/** Whether a selection is a field that is requested from a subgraph. */
export function isFetched(
  selected: Selected,
  dispositions: readonly FieldDisposition[],
): selected is SelectedField {
  return selected.kind === 'field' && dispositions[selected.index] === 'fetch';
}

/**
 * Decides the disposition of every field occurrence from the highest view that the caller could have on any object.
 * Release decides per object which roles count there.
 */
export function decideDispositions(
  selection: Selection,
  decisions: Decisions,
  { refusesPaging, ...inputs }: InputAuthorization & { readonly refusesPaging: boolean },
): readonly FieldDisposition[] {
  const { schema } = selection;
  const dispositions = Array<FieldDisposition>(selection.fields.length).fill('skipped');
  const merged = mergedPlaces(selection.fields);

  const decide = (field: SelectedField, place: Place): FieldDisposition => {
    const refusal = inputs.refused.get(field.index);
    if (refusal) return DISPOSITIONS[refusal];
    if (refusesPaging && isPaged(field) && holdsPseudonyms(selection, decisions, field))
      return 'input';
    const viewed = {
      coordinate: field.coordinate,
      hasOwnPatients: haveOwnPatients(schema, decisions.policy, field.definition.type),
    };
    // An unbound root field belongs to no known patient. Below the root, each object names its patient.
    const isUnknown = place.parent === selection.root && !inputs.boundToOne.has(field.index);
    const view = isUnknown ? viewOf(decisions, ALL_ROLES, viewed) : maximumView(decisions, viewed);
    if (view === 'none') {
      // Another occurrence at the same place may be visible, and then includes the selections of this one.
      if (field.selections && merged.has(placeOf(field)))
        visit(field.selections, { parent: field.on, deidentifiedAbove: false });
      return 'denied';
    }
    const deidentified = view === 'deidentified' || place.deidentifiedAbove;
    if (field.selections) return decideObject(field, deidentified);
    return deidentified && isSuppressed(schema, decisions, field) ? 'suppressed' : 'fetch';
  };

  /** Decides the fields below an object field that the caller sees, and then whether its objects can be other than null. */
  const decideObject = (field: SelectedObject, deidentified: boolean): FieldDisposition => {
    const { on, selections } = field;
    const deidentifiedAbove =
      deidentified &&
      possibleTypes(schema, on).every((type) => !decisions.policy.keys.has(type.name));
    visit(selections, { parent: on, deidentifiedAbove });
    if (merged.has(placeOf(field))) return 'fetch';
    if (!nullsObject(schema, on, { selections, dispositions })) return 'fetch';
    // A list is still fetched for its length: without objects it is empty, not null.
    if (isList(field.definition.type)) skipAll(selections, dispositions);
    return isList(field.definition.type) ? 'fetch' : 'nulled';
  };

  const visit = (selections: readonly Selected[], place: Place): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') visit(selected.selections, place);
      else if (selected.kind === 'field') dispositions[selected.index] = decide(selected, place);
    }
  };

  visit(selection.selections, { parent: selection.root, deidentifiedAbove: false });
  return dispositions;
}

/** Reason for refusing inputs → disposition of their field. */
const DISPOSITIONS = {
  input: 'input',
  reach: 'unreached',
  consent: 'unreached',
  rule: 'rule',
} as const;

/**
 * Whether the objects of a field, or objects without a key below them, have a field that the caller sees as a pseudonym,
 * whether it is selected or not.
 */
function holdsPseudonyms(
  { schema }: Pick<Selection, 'schema'>,
  decisions: Decisions,
  { on, selections }: SelectedField,
): boolean {
  const { requirements, keys } = decisions.policy;
  const isPseudonym = (coordinate: Coordinate): boolean =>
    requirements.get(coordinate)?.method === 'PSEUDONYM' &&
    decisions.maximumViews.some((views) => views.field(coordinate) === 'deidentified');
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
 * Places in the response that several occurrences share. Only release, which merges the occurrences, can determine
 * whether an object there is null.
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

/** A field's place in the response. Occurrences on different types can share it. */
export function placeOf({ path }: SelectedField): string {
  return path.join('/');
}

interface Place {
  readonly parent: GraphQLCompositeType;
  /** An object field above is seen de-identified, so a leaf without a method is suppressed. */
  readonly deidentifiedAbove: boolean;
}

function isSuppressed(schema: GraphQLSchema, decisions: Decisions, field: SelectedField): boolean {
  return possibleTypes(schema, field.parent).every((type) => {
    const coordinate = memberCoordinate(type.name, field.definition.name);
    return (decisions.policy.requirements.get(coordinate)?.method ?? 'SUPPRESS') === 'SUPPRESS';
  });
}

interface DecidedSet {
  readonly selections: readonly Selected[];
  readonly dispositions: readonly FieldDisposition[];
}

/** Whether every object with this selection set is null, because a non-null field of it is withheld. */
function nullsObject(schema: GraphQLSchema, type: GraphQLCompositeType, set: DecidedSet): boolean {
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
        // Whether a fetched or unreached field is null is known only at release.
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

/** Skips all fields of objects that are certain to be null. */
function skipAll(selections: readonly Selected[], dispositions: FieldDisposition[]): void {
  for (const selected of selections) {
    if (selected.kind === 'fragment') skipAll(selected.selections, dispositions);
    else if (selected.kind === 'field') {
      if (dispositions[selected.index] === 'fetch') dispositions[selected.index] = 'skipped';
      if (selected.selections !== null) skipAll(selected.selections, dispositions);
    }
  }
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
