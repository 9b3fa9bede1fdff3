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

/** The parts of a selected field that its cost depends on. */
export interface CountedField {
  readonly kind: 'field';
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly selections: readonly Counted[] | null;
}

/** A selection with a cost. Introspection costs nothing. */
export type Counted =
  | CountedField
  | { readonly kind: 'fragment'; readonly selections: readonly Counted[] }
  | { readonly kind: 'typename' | 'introspection' };

/** Returns what must be fetched to compute a field: alternatives, of which a plan uses one per object. */
export type RequiredSelections = (
  field: Pick<CountedField, 'parent' | 'definition'>,
) => readonly (readonly Counted[])[];

/**
 * Creates a function that returns the selections that `@requires` adds to a plan. For `Patient.risk @requires(fields:
 * "birthDate labs { value }")`, these are `birthDate` and `labs { value }` on `Patient`. A field can have a `@requires`
 * on the type that it is selected on, on a type that implements this interface, or on an interface of this type, whose
 * fields an `@interfaceObject` computes. `schema` includes fields that clients cannot see.
 */
export function createRequiredSelections(
  schema: GraphQLSchema,
  requires: DemandDirectives['requires'],
): RequiredSelections {
  return ({ parent, definition }) =>
    relatedTypes(schema, parent.name).flatMap((type) =>
      (requires.get(memberCoordinate(type.name, definition.name)) ?? []).map((set) =>
        countedSelections(schema, type, set),
      ),
    );
}

/** Returns a type, its interfaces and its implementers; for a union, its members. */
function relatedTypes(schema: GraphQLSchema, name: string): readonly GraphQLCompositeType[] {
  const type = schema.getType(name);
  if (isObjectType(type)) return [type, ...type.getInterfaces()];
  if (!isInterfaceType(type)) return isUnionType(type) ? type.getTypes() : [];
  return [type, ...type.getInterfaces(), ...schema.getPossibleTypes(type)];
}

function countedSelections(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  { selections }: SelectionSetNode,
): readonly Counted[] {
  return selections.flatMap((node): Counted[] => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const named = node.typeCondition && schema.getType(node.typeCondition.name.value);
      const on = isCompositeType(named) ? named : parent;
      return [{ kind: 'fragment', selections: countedSelections(schema, on, node.selectionSet) }];
    }
    const fields = isUnionType(parent) ? {} : parent.getFields();
    const definition = node.kind === Kind.FIELD ? fields[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || !definition) return [];
    const on = getNamedType(definition.type);
    const set =
      isCompositeType(on) && node.selectionSet
        ? countedSelections(schema, on, node.selectionSet)
        : null;
    return [{ kind: 'field', parent, definition, node, selections: set }];
  });
}
