import { createHmac, hkdfSync } from 'node:crypto';
import { Kind, type SelectionSetNode } from 'graphql';
import { isThing, selectionOf, type GraphData, type Thing } from './graph-data.ts';
import {
  fieldIn,
  namedType,
  typeIn,
  upwards,
  type GraphModel,
  type ModelField,
  type ModelType,
} from './graph-model.ts';
import type { Needs } from './reference-needs.ts';

/**
 * The key that identifies an entity in the ledger: the first without PHI, or the first of all, hashed. The patient's id
 * doesn't count as PHI here.
 */
export function recordKey(
  model: GraphModel,
  needs: Needs,
  type: ModelType,
): { readonly fields: string; readonly isHashed: boolean } | null {
  const isPhi = (set: SelectionSetNode, on: ModelType): boolean =>
    set.selections.some((node) => {
      if (node.kind !== Kind.FIELD) return false;
      const field = fieldIn(model, on, node.name.value);
      const held = model.types.find(({ name }) => name === namedType(field.type));
      const isOwnPatient = on === type && field.name === patientPath(model, type)?.join('.');
      return (
        (needs(`${on.name}.${field.name}`).isPhi &&
          !isOwnPatient &&
          (on !== type || isMarkedItself(model, type, field))) ||
        (node.selectionSet !== undefined && held !== undefined && isPhi(node.selectionSet, held))
      );
    });
  const keys = resolvableKeys(model, type);
  const shown = keys.find((key) => !isPhi(selectionOf(key), type));
  const fields = shown ?? keys[0];
  return fields === undefined ? null : { fields, isHashed: shown === undefined };
}

/** Whether a field is PHI by a mark on itself, on the same field of an interface, or on its scalar or enum. */
function isMarkedItself(
  model: GraphModel,
  type: ModelType,
  { name, type: of }: ModelField,
): boolean {
  const fields = upwards(model, type).flatMap((one) =>
    one.fields.filter((each) => each.name === name),
  );
  const leaves = [...model.scalars, ...model.enums].filter((one) => one.name === namedType(of));
  return [...fields, ...leaves].some(({ marks }) => marks.some(({ kind }) => kind === 'phi'));
}

/** The resolvable keys of a type, in the order of the subgraphs' names. */
export function resolvableKeys(model: GraphModel, type: ModelType): readonly string[] {
  const found: string[] = [];
  for (const { name } of model.subgraphs.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    for (const key of type.keys)
      if (key.in.includes(name) && !key.unresolvableIn.includes(name)) found.push(key.fields);
  return found;
}

interface RecordReading {
  readonly model: GraphModel;
  readonly needs: Needs;
  readonly pseudonymKey: Uint8Array;
}

/** The record id of an entity: the value of its key, or a JSON array of the values; null without a key. */
export function recordOf(
  { model, needs, pseudonymKey }: RecordReading,
  data: GraphData,
  thing: Thing,
): string | null {
  const key = recordKey(model, needs, typeIn(model, thing.type));
  if (key === null) return null;
  const leaves = (set: SelectionSetNode, from: Thing): string[] =>
    set.selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [];
      const value = data.value(from, fieldIn(model, typeIn(model, from.type), node.name.value), {});
      return node.selectionSet && isThing(value)
        ? leaves(node.selectionSet, value)
        : [String(value)];
    });
  const values = leaves(selectionOf(key.fields), thing);
  const record = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
  if (!key.isHashed) return record;
  const derived = Buffer.from(hkdfSync('sha256', pseudonymKey, '', 'phi-gateway/record-id/v1', 32));
  const hmac = createHmac('sha256', derived).update(JSON.stringify([thing.type, record]));
  return `hmac:${hmac.digest().subarray(0, 16).toString('base64url')}`;
}

/** The path from a type to its patient's id, its own or an interface's; null if it has none. */
export function patientPath(model: GraphModel, type: ModelType): readonly string[] | null {
  const [first] = upwards(model, type).flatMap(({ patient }) =>
    patient === null ? [] : [patient.path],
  );
  return first?.split('.') ?? null;
}

/** The patient id at the end of an object's path; null if a value on the path is null. */
export function patientAt(model: GraphModel, data: GraphData, thing: Thing): string | null {
  let value: unknown = thing;
  for (const name of patientPath(model, typeIn(model, thing.type)) ?? []) {
    if (!isThing(value)) return null;
    value = data.value(value, fieldIn(model, typeIn(model, value.type), name), {});
  }
  return typeof value === 'string' ? value : null;
}
