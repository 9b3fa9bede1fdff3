import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import type { DemandDirectives } from './demand-directives.ts';

/** A field whose cost is counted, as far as that needs it. */
export interface CountedField {
  readonly kind: 'field';
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly selections: readonly Counted[] | null;
}

/** A selection whose cost is counted; what is answered from the schema costs nothing. */
export type Counted =
  | CountedField
  | { readonly kind: 'fragment'; readonly selections: readonly Counted[] }
  | { readonly kind: 'typename' | 'introspection' };

/** What has to be fetched to compute a field: alternatives, of which a plan takes one for each object. */
export type RequiredFields = (
  field: Pick<CountedField, 'parent' | 'definition'>,
) => readonly (readonly Counted[])[];

/**
 * Finds what `@requires` makes a plan fetch for a field that is selected: on its type, on each implementer of an
 * interface, and on an interface above it, which an `@interfaceObject` computes. `schema` holds everything that
 * a subgraph can be asked for, also what clients don't see.
 */
export function createRequiredFields(
  schema: GraphQLSchema,
  requires: DemandDirectives['requires'],
): RequiredFields {
  return ({ parent, definition }) =>
    typesBeside(schema, parent.name).flatMap((type) =>
      (requires.get(memberCoordinate(type.name, definition.name)) ?? []).map((set) =>
        open(schema, type, set),
      ),
    );
}

function typesBeside(schema: GraphQLSchema, name: string): readonly GraphQLCompositeType[] {
  const type = schema.getType(name);
  if (isObjectType(type)) return [type, ...type.getInterfaces()];
  if (!isInterfaceType(type)) return isUnionType(type) ? type.getTypes() : [];
  return [type, ...type.getInterfaces(), ...schema.getPossibleTypes(type)];
}

function open(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  { selections }: SelectionSetNode,
): readonly Counted[] {
  return selections.flatMap((node): Counted[] => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const named = node.typeCondition && schema.getType(node.typeCondition.name.value);
      const on = isCompositeType(named) ? named : parent;
      return [{ kind: 'fragment', selections: open(schema, on, node.selectionSet) }];
    }
    const fields = isUnionType(parent) ? {} : parent.getFields();
    const definition = node.kind === Kind.FIELD ? fields[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || !definition) return [];
    const on = getNamedType(definition.type);
    const set =
      isCompositeType(on) && node.selectionSet ? open(schema, on, node.selectionSet) : null;
    return [{ kind: 'field', parent, definition, node, selections: set }];
  });
}
