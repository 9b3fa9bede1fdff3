import { createHash } from 'node:crypto';
import {
  parse,
  print,
  visit,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';
import type { LabeledPlace } from './corpus.ts';

/**
 * A schema without a share of its fields, and the places that are left: how much of what is found rests on single signs, as in a
 * schema whose words and links the rules have not seen. The digest of a coordinate decides, so that each run leaves out the same
 * fields. Each type keeps its first one.
 */
export function thinSchema(
  { sdl, places }: { readonly sdl: string; readonly places: readonly LabeledPlace[] },
  share: number,
): { readonly sdl: string; readonly places: readonly LabeledPlace[] } {
  const left = new Set<string>();
  const keep = <Field extends FieldDefinitionNode | InputValueDefinitionNode>(
    type: string,
    fields: readonly Field[] = [],
  ): readonly Field[] =>
    fields.filter(({ name }, index) => {
      const coordinate = `${type}.${name.value}`;
      const isKept = index === 0 || fractionOf(coordinate) >= share;
      if (isKept) left.add(coordinate);
      return isKept;
    });
  const thinned = visit(parse(sdl), {
    ObjectTypeDefinition: (node) => ({ ...node, fields: keep(node.name.value, node.fields) }),
    InterfaceTypeDefinition: (node) => ({ ...node, fields: keep(node.name.value, node.fields) }),
    InputObjectTypeDefinition: (node) => ({ ...node, fields: keep(node.name.value, node.fields) }),
  });
  return {
    sdl: print(thinned),
    places: places.filter(({ coordinate }) => left.has(coordinate.replace(/\(.*/, ''))),
  };
}

/** A number from 0 to 1 that a text always gives. */
function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
