import {
  getNamedType,
  getNullableType,
  isListType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import { argumentCoordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { isFetched, type FieldDisposition } from './field-disposition.ts';
import { isEntity, isRootType, possibleTypes } from './runtime-types.ts';
import type { FieldIndex, Selected, SelectedField, Selection } from './selection.ts';
import { createSelectionsBelow } from './selections-below.ts';

/** A field occurrence that finds patients' records by an argument other than a `@patient` one. */
export interface Lookup {
  readonly field: SelectedField;
  /** The type of the records. */
  readonly on: GraphQLCompositeType;
  /** Keys from the root of the fetched data. */
  readonly innerPath: readonly string[];
  /** The namespace fields above it. */
  readonly above: readonly FieldIndex[];
}

/**
 * The operation in which lookups are found and fetched: what is selected below a field that returns the query root, such
 * as `query` in `{ patient(id: "p1") { query { patientBySsn(ssn: "999-30-2967") { name } } } }`, is selected at its own
 * root too, since it finds the same records there.
 */
export function lookupSelection(
  selection: Selection,
  dispositions: readonly FieldDisposition[],
): Selection {
  const { schema, selections, fields } = selection;
  const selectionsBelow = createSelectionsBelow(selection, dispositions);
  const below = fields.flatMap((field): readonly Selected[] => {
    if (!isFetched(field, dispositions) || field.on === null || !isRoot(schema, field.on))
      return [];
    return [{ kind: 'fragment', on: field.on, selections: selectionsBelow(field) }];
  });
  return { ...selection, selections: [...selections, ...below] };
}

/**
 * Finds the lookups of a query as {@link lookupSelection} returns it, such as `patientBySsn` in
 * `{ patientBySsn(ssn: "999-30-2967") { name } }`. Unless the gateway hides the records that the caller does not reach,
 * timing, errors and calls to other subgraphs would reveal whether they exist.
 *
 * A lookup is a root field, or a field of a namespace: an object that only groups root fields. It returns one object with
 * a `@patient` path by any argument, or a list of such objects by an id or by PHI. `@patient` arguments don't count: their patients
 * are authorized before anything is fetched.
 */
export function findLookups(
  selection: Selection,
  {
    dispositions,
    policy,
  }: { readonly dispositions: readonly FieldDisposition[]; readonly policy: Policy },
): readonly Lookup[] {
  const { schema } = selection;
  const selectionsBelow = createSelectionsBelow(selection, dispositions);
  const lookups: Lookup[] = [];
  const visit = (
    selections: readonly Selected[],
    { path, above }: { readonly path: readonly string[]; readonly above: readonly FieldIndex[] },
  ): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        visit(selected.selections, { path, above });
        continue;
      }
      if (!isFetched(selected, dispositions) || selected.on === null) continue;
      const { index, on } = selected;
      const innerPath = [...path, selected.innerKey];
      if (findsRecords(schema, policy, selected))
        lookups.push({ field: selected, on, innerPath, above });
      else if (isNamespace(schema, policy, selected))
        visit(selectionsBelow(selected), { path: innerPath, above: [...above, index] });
    }
  };
  visit(selection.selections, { path: [], above: [] });
  return lookups;
}

/**
 * Dispositions for a first fetch that only reads whose records the lookups find: `fetch` for the lookups and the fields
 * above them. Pruning adds the paths of the patients' ids to their empty selection sets. Any other field is `denied`, as
 * a lookup below it can be fetched with another field at its place ({@link createSelectionsBelow}).
 */
export function lookupDispositions(
  { fields }: Pick<Selection, 'fields'>,
  lookups: readonly Lookup[],
): readonly FieldDisposition[] {
  const asked = new Set(lookups.flatMap(({ field, above }) => [field.index, ...above]));
  return fields.map(({ index }) => (asked.has(index) ? 'fetch' : 'denied'));
}

/** Whether every object of a type is the root, whose fields {@link lookupSelection} selects at the root. */
function isRoot(schema: GraphQLSchema, type: GraphQLCompositeType): boolean {
  return possibleTypes(schema, type).every((one) => isRootType(schema, one));
}

/**
 * Whether a field returns records of patients that an argument selects: one object by any argument, or a list by an id or
 * by PHI.
 */
function findsRecords(schema: GraphQLSchema, policy: Policy, field: SelectedField): boolean {
  const { definition, parent } = field;
  const lookupArguments = definition.args.filter(
    ({ name }) => !policy.patientInputs.has(argumentCoordinate(parent.name, definition.name, name)),
  );
  const finds = isListType(getNullableType(definition.type))
    ? lookupArguments.some(
        ({ name, type }) =>
          getNamedType(type).name === 'ID' ||
          policy.requirements.get(argumentCoordinate(parent.name, definition.name, name))?.phi,
      )
    : lookupArguments.length > 0;
  return (
    finds &&
    possibleTypes(schema, getNamedType(definition.type)).some(({ name }) =>
      policy.patients.has(name),
    )
  );
}

/**
 * Whether a field only groups other fields: without arguments, it returns one object that has neither a key nor a
 * patient, and is not the root itself.
 */
function isNamespace(
  schema: GraphQLSchema,
  policy: Policy,
  { definition: { type, args } }: SelectedField,
): boolean {
  return (
    args.length === 0 &&
    !isListType(getNullableType(type)) &&
    possibleTypes(schema, getNamedType(type)).every(
      (one) => !isEntity(policy, one) && !policy.patients.has(one.name) && !isRootType(schema, one),
    )
  );
}
