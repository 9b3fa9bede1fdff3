import type { DocumentNode } from 'graphql';
import { parentsOf } from '../parents-of.ts';
import { isFromObject, upwards } from './graph-model.ts';
import type { Reference } from './reference.ts';

/**
 * Whether an operation selects a field that an `@interfaceObject` computes on one type only, and another field of the
 * same `@interfaceObject` on more types. Apollo's planner joins both in one fetch for objects of all types, but fetches
 * the sources of the computed field for the one type only. A plain Apollo Gateway then skips the other objects, whose
 * data is missing without an error. This gateway asks for them without the sources, so the computed field fails on
 * them. The reference does neither, so such operations are not compared.
 */
export function isJoinedByPlanner(
  { model, schema }: Pick<Reference, 'model' | 'schema'>,
  document: DocumentNode,
): boolean {
  const narrow = new Set<string>();
  const others = new Set<string>();
  for (const [node, { name: parent }] of parentsOf(schema, document)) {
    const type = model.types.find((one) => one.name === parent);
    for (const above of type ? upwards(model, type) : []) {
      const field = above.fields.find((one) => one.name === node.name.value);
      if (!field || !isFromObject(above, field)) continue;
      const isNarrow = field.requires !== null && parent !== above.name;
      (isNarrow ? narrow : others).add(above.name);
    }
  }
  return [...narrow].some((name) => others.has(name));
}
