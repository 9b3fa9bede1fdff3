import type { DocumentNode } from 'graphql';
import { parentsOf } from '../parents-of.ts';
import { isFromObject, upwards } from './graph-model.ts';
import type { Reference } from './reference.ts';

/**
 * Whether an operation asks, of objects of one type alone, what an `@interfaceObject` computes, and beside it
 * something else of the same `@interfaceObject`. Apollo's planner joins both in one fetch for objects of all
 * types, and fetches what it is computed from for those of the one: vanilla Apollo then asks nothing of the
 * others, and their data is missing without an error. Here they are asked by what there is, so that what is
 * computed fails on them, and takes the rest with it where it is non-null.
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
