import {
  getNullableType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isSeenWithRecords, maximumView, viewOf, type Decisions } from './authorize.ts';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { InputAuthorization } from './authorize-inputs.ts';
import { isPaged } from './paging.ts';
import { ALL_ROLES } from './effective-roles.ts';
import { applies, haveOwnPatients, isEntity, isRootType, possibleTypes } from './runtime-types.ts';
import type { Selected, SelectedField, SelectedObject, Selection } from './selection.ts';

/**
 * What the gateway does with a selected field before planning. A field is requested from a subgraph if it and every
 * field above it have `fetch`. For a caller whose roles see `name` but not `ssn`, `{ patient { name ssn } }` gets
 * `fetch`, `fetch` and `denied`.
 * - `denied`: no role of the caller sees it.
 * - `input`: the caller may not use its arguments. They may also page through objects that the caller sees under
 *   pseudonyms, where configuration refuses that.
 * - `rule`: an operator's rule denies it.
 * - `reach`: its arguments name a patient that no role reaches, or the record that they look up is out of reach.
 * - `suppressed`: the caller sees it de-identified, and its method is SUPPRESS.
 * - `nulled`: it is null because a non-null field below it is denied.
 * - `skipped`: a field above it is refused, or it belongs to items of a list that are certain to be null.
 */
export type FieldDisposition =
  'fetch' | 'denied' | 'input' | 'rule' | 'reach' | 'suppressed' | 'nulled' | 'skipped';

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
  {
    refused,
    boundToOne,
    refusesPaging,
  }: Pick<InputAuthorization, 'refused' | 'boundToOne'> & {
    /** Whether configuration refuses to page through pseudonymous objects. */
    readonly refusesPaging: boolean;
  },
): readonly FieldDisposition[] {
  const { schema } = selection;
  const dispositions = Array<FieldDisposition>(selection.fields.length).fill('skipped');
  const merged = mergedPlaces(selection.fields);

  const decide = (field: SelectedField, surroundings: Surroundings): FieldDisposition => {
    const refusal = refused.get(field.index);
    if (refusal) return DISPOSITIONS[refusal];
    if (refusesPaging && isPaged(field) && holdsPseudonyms(selection, decisions, field))
      return 'input';
    const viewed = {
      coordinate: field.coordinate,
      hasOwnPatients: haveOwnPatients(schema, decisions.policy, field.definition.type),
    };
    // The value of a root field has a known patient only if the field is bound to exactly one: bound to several, it
    // could belong to any of them. Below the root, each object names its patient.
    const isRoot = possibleTypes(schema, surroundings.parent).every((type) =>
      isRootType(schema, type),
    );
    const isUnknown = isRoot && !boundToOne.has(field.index);
    const view = isUnknown ? viewOf(decisions, ALL_ROLES, viewed) : maximumView(decisions, viewed);
    if (view === 'none' || !isSeenWithRecords(decisions, field.coordinate)) {
      // Another occurrence at the same place may be visible, and then the selections of this one are fetched with it.
      // Nothing below is suppressed here: release decides for the merged objects.
      if (field.selections && merged.has(responsePathOf(field)))
        visit(field.selections, { parent: field.on, deidentifiedAbove: false });
      return 'denied';
    }
    const deidentified = view === 'deidentified' || surroundings.deidentifiedAbove;
    if (field.selections) return decideObject(field, deidentified);
    return deidentified && isSuppressed(schema, decisions, field) ? 'suppressed' : 'fetch';
  };

  /** Decides the fields below an object field that the caller sees, and then whether all its objects become null. */
  const decideObject = (field: SelectedObject, deidentified: boolean): FieldDisposition => {
    const { on, selections } = field;
    // An entity is a record of its own: a field above decides nothing about the views of its fields.
    const deidentifiedAbove =
      deidentified && possibleTypes(schema, on).every((type) => !isEntity(decisions.policy, type));
    visit(selections, { parent: on, deidentifiedAbove });
    if (merged.has(responsePathOf(field))) return 'fetch';
    if (!nullsObject(schema, on, { selections, dispositions })) return 'fetch';
    if (!isList(field.definition.type)) return 'nulled';
    // A list is still fetched for its length: without objects it is empty, not null.
    skipAll(selections, dispositions);
    return 'fetch';
  };

  const visit = (selections: readonly Selected[], surroundings: Surroundings): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') visit(selected.selections, surroundings);
      else if (selected.kind === 'field')
        dispositions[selected.index] = decide(selected, surroundings);
    }
  };

  visit(selection.selections, { parent: selection.root, deidentifiedAbove: false });
  return dispositions;
}

/** Reason for refusing a field → its disposition. */
const DISPOSITIONS = {
  input: 'input',
  reach: 'reach',
  consent: 'reach',
  rule: 'rule',
} as const;

/**
 * Whether the objects of a field have a field that the caller sees as a pseudonym, whether it is selected or not.
 * Objects that are not entities, such as a connection and its edges, also count as the objects of the fields selected
 * on them.
 */
function holdsPseudonyms(
  { schema }: Pick<Selection, 'schema'>,
  decisions: Decisions,
  { on, selections }: SelectedField,
): boolean {
  if (on === null) return false;
  const { policy } = decisions;
  const isPseudonym = (coordinate: Coordinate): boolean =>
    policy.requirements.get(coordinate)?.method === 'PSEUDONYM' &&
    decisions.maximumViews.some((views) => views.field(coordinate) === 'deidentified');
  const isHeldBy = (within: readonly Selected[]): boolean =>
    within.some((one) => {
      if (one.kind === 'fragment') return isHeldBy(one.selections);
      return one.kind === 'field' && holdsPseudonyms({ schema }, decisions, one);
    });
  const types = possibleTypes(schema, on);
  return (
    types.some((type) =>
      Object.keys(type.getFields()).some((name) => isPseudonym(memberCoordinate(type.name, name))),
    ) ||
    (types.some((type) => !isEntity(policy, type)) && isHeldBy(selections))
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
    const place = responsePathOf(field);
    if (once.has(place)) merged.add(place);
    once.add(place);
  }
  return merged;
}

/** A field's place in the response, such as `patients/@/name`. Occurrences on different types can share it. */
export function responsePathOf({ path }: SelectedField): string {
  return path.join('/');
}

/** Where a field is decided: the type that it is selected on, and what a field above implies. */
interface Surroundings {
  readonly parent: GraphQLCompositeType;
  /** The object field above is seen de-identified, so a leaf below without a method is suppressed. */
  readonly deidentifiedAbove: boolean;
}

/** Whether de-identification suppresses a leaf on every type that can have it. */
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

/** Whether every object with this selection set becomes null, because a non-null field of it is not fetched. */
function nullsObject(schema: GraphQLSchema, type: GraphQLCompositeType, set: DecidedSet): boolean {
  const fetched = new Set<string>();
  const missing = new Set<string>();
  const visit = (selections: readonly Selected[], isOnEveryType: boolean): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        const always = possibleTypes(schema, type).every((one) =>
          applies(schema, selected.on, one),
        );
        visit(selected.selections, isOnEveryType && always);
      } else if (selected.kind === 'field') {
        const disposition = set.dispositions[selected.index];
        // Whether a fetched or unreached field is null is known only at release.
        if (disposition === 'fetch' || disposition === 'reach') fetched.add(selected.responseKey);
        else if (isOnEveryType && isNonNullType(selected.definition.type))
          missing.add(selected.responseKey);
      }
    }
  };
  visit(set.selections, true);
  return [...missing].some((key) => !fetched.has(key));
}

/** Fetches none of these fields: their objects are certain to be null. */
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
