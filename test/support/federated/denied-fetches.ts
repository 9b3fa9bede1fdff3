import { Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Received } from '../in-process-graph.ts';
import { parentsOf } from '../parents-of.ts';
import { selectionOf } from './graph-data.ts';
import {
  fieldIn,
  fieldsOf,
  implementers,
  namedType,
  objectTypes,
  typeIn,
  type GraphModel,
  type ModelType,
} from './graph-model.ts';
import type { Reference } from './reference.ts';
import { patientPath } from './reference-records.ts';
import { reachOf, type ReferenceCaller } from './reference-reach.ts';

/**
 * The fields that subgraphs were asked for although the caller may see them on no object. Fields that the gateway
 * itself needs and removes from the response are allowed: keys, paths to a patient, the sources of allowed computed
 * fields, and what rules of allowed fields read.
 */
export function deniedFetches(
  reference: Reference,
  received: readonly Received[],
  {
    caller,
    schemas,
  }: { readonly caller: ReferenceCaller; readonly schemas: ReadonlyMap<string, GraphQLSchema> },
): string[] {
  const { model, needs } = reference;
  const reach = reachOf(caller);
  const isShown = (coordinate: string): boolean =>
    reach.most(needs(coordinate), false) !== 'none' ||
    reach.most(needs(coordinate), true) !== 'none';
  const needed = neededFields(model, isShown);
  const faults = new Set<string>();
  for (const { subgraph, document } of received) {
    const schema = schemas.get(subgraph);
    if (!schema) throw new RangeError(`no subgraph ${subgraph}`);
    for (const [
      {
        name: { value: name },
      },
      parent,
    ] of parentsOf(schema, document)) {
      if (name.startsWith('_')) continue;
      const type = typeIn(model, parent.name);
      const concrete = type.kind === 'interface' ? implementers(model, type.name) : [];
      const all = [type, ...concrete.filter((one) => one.kind === 'object')].map(
        (one) => `${one.name}.${name}`,
      );
      if (!all.some((coordinate) => isShown(coordinate) || needed.has(coordinate)))
        faults.add(`denied, but asked of ${subgraph}: ${parent.name}.${name}`);
    }
  }
  return [...faults];
}

/** The fields that the gateway may fetch for itself, by coordinate. */
function neededFields(
  model: GraphModel,
  isShown: (coordinate: string) => boolean,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const collect = (type: ModelType, set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value === type.name)
        collect(type, node.selectionSet);
      if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
      needed.add(`${type.name}.${node.name.value}`);
      const below = node.selectionSet;
      const of = namedType(fieldIn(model, type, node.name.value).type);
      if (below) for (const one of objectTypes(model, of)) collect(one, below);
    }
  };
  for (const type of model.types) {
    for (const { fields } of type.keys) collect(type, selectionOf(fields));
    const path = patientPath(model, type);
    if (path && type.kind === 'object')
      collect(
        type,
        selectionOf(
          path.reduceRight((below, name) => (below === '' ? name : `${name} { ${below} }`), ''),
        ),
      );
  }
  for (const { type, field, requires } of model.rules)
    for (const { name } of requires === null ? [] : objectTypes(model, type))
      if (isShown(`${name}.${field}`)) needed.add(`${name}.${String(requires)}`);
  // A source can be computed itself, so this repeats until nothing is added.
  for (let before = -1; before !== needed.size;) {
    before = needed.size;
    for (const type of model.types)
      for (const field of fieldsOf(model, type)) {
        const coordinate = `${type.name}.${field.name}`;
        if (field.requires !== null && (isShown(coordinate) || needed.has(coordinate)))
          collect(type, selectionOf(field.requires));
      }
  }
  return needed;
}
