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
import { possibleTypes } from './runtime-types.ts';
import type { Selected, SelectedField, Selection } from './select.ts';

/** A field occurrence that finds patients' records by something else than the patient. */
export interface Lookup {
  readonly field: number;
  readonly on: GraphQLCompositeType;
  /** Keys of the fetched data, from its root. */
  readonly innerPath: readonly string[];
}

/**
 * The lookups of a query: what comes back would tell whether a record exists, by its time, its errors and what is
 * asked of further subgraphs. Found are fields at the root, and below objects that only group such fields, that
 * give one object by any argument, or a list by an id; a `@patient` argument is judged before anything is sent.
 */
export function lookupsOf(
  selection: Selection,
  {
    dispositions,
    policy,
  }: { readonly dispositions: readonly FieldDisposition[]; readonly policy: Policy },
): readonly Lookup[] {
  const { schema } = selection;
  const lookups: Lookup[] = [];
  const visit = (selections: readonly Selected[], path: readonly string[]): void => {
    for (const selected of selections) {
      if (!isFetched(selected, dispositions) || selected.on === null) continue;
      const { index, on } = selected;
      const innerPath = [...path, selected.innerKey];
      if (findsRecords(schema, policy, selected)) lookups.push({ field: index, on, innerPath });
      else if (isNamespace(schema, policy, selected)) visit(selected.selections, innerPath);
    }
  };
  visit(selection.selections, []);
  return lookups;
}

/** The dispositions by which nothing is fetched but whose records the lookups find. */
export function identityDispositions(
  { fields }: Pick<Selection, 'fields'>,
  lookups: readonly Lookup[],
): readonly FieldDisposition[] {
  const asked = new Set(lookups.map(({ field }) => field));
  const above = new Set(
    fields.flatMap(({ index, path }) =>
      asked.has(index) ? path.map((_key, length) => path.slice(0, length).join('/')) : [],
    ),
  );
  return fields.map(({ index, path }) =>
    asked.has(index) || above.has(path.join('/')) ? 'fetch' : 'skipped',
  );
}

function findsRecords(schema: GraphQLSchema, policy: Policy, field: SelectedField): boolean {
  const { definition, parent } = field;
  const others = definition.args.filter(
    ({ name }) => !policy.patientInputs.has(argumentCoordinate(parent.name, definition.name, name)),
  );
  const finds = isListType(getNullableType(definition.type))
    ? others.some(({ type }) => getNamedType(type).name === 'ID')
    : others.length > 0;
  return (
    finds &&
    possibleTypes(schema, getNamedType(definition.type)).some(({ name }) =>
      policy.patients.has(name),
    )
  );
}

/** One object without a key, a patient or arguments to find it by. */
function isNamespace(
  schema: GraphQLSchema,
  policy: Policy,
  { definition: { type, args } }: SelectedField,
): boolean {
  return (
    args.length === 0 &&
    !isListType(getNullableType(type)) &&
    possibleTypes(schema, getNamedType(type)).every(
      ({ name }) => !policy.keys.has(name) && !policy.patients.has(name),
    )
  );
}
