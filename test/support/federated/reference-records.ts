import { Kind, type SelectionSetNode } from 'graphql';
import { isThing, selectionOf, type GraphData, type Thing } from './graph-data.ts';
import { fieldIn, typeIn, upwards, type GraphModel, type ModelType } from './graph-model.ts';

/** The first key, by the subgraphs' names, that resolves something; null for keyless objects. */
export function firstKey(model: GraphModel, type: ModelType): string | null {
  for (const { name } of model.subgraphs.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    for (const key of type.keys)
      if (key.in.includes(name) && !key.unresolvableIn.includes(name)) return key.fields;
  return null;
}

/** Which record an entity is: the value of its key; of several leaves, a JSON array of them. */
export function recordOf(model: GraphModel, data: GraphData, thing: Thing): string | null {
  const key = firstKey(model, typeIn(model, thing.type));
  if (key === null) return null;
  const leaves = (set: SelectionSetNode, from: Thing): string[] =>
    set.selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [];
      const value = data.value(from, fieldIn(model, typeIn(model, from.type), node.name.value), {});
      return node.selectionSet && isThing(value)
        ? leaves(node.selectionSet, value)
        : [String(value)];
    });
  const values = leaves(selectionOf(key), thing);
  return values.length === 1 ? (values[0] ?? null) : JSON.stringify(values);
}

/** The path of a type to its patient's id, its own or that of an interface above; null: it has none. */
export function patientPath(model: GraphModel, type: ModelType): readonly string[] | null {
  const [first] = upwards(model, type).flatMap(({ patient }) =>
    patient === null ? [] : [patient.path],
  );
  return first?.split('.') ?? null;
}

/** Whose record an object is, by its type's path; null where that ends in nothing. */
export function patientAt(model: GraphModel, data: GraphData, thing: Thing): string | null {
  let value: unknown = thing;
  for (const name of patientPath(model, typeIn(model, thing.type)) ?? []) {
    if (!isThing(value)) return null;
    value = data.value(value, fieldIn(model, typeIn(model, value.type), name), {});
  }
  return typeof value === 'string' ? value : null;
}
