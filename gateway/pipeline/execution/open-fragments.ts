import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { GatewayError } from '../../platform/errors.ts';

/**
 * Rewrites fragments on interfaces and unions as fragments on object types, below fields that return one of the given
 * interfaces. These are the interfaces that a subgraph declares as an `@interfaceObject`: Apollo's planner cannot resolve
 * another interface or union from them, and throws. The document is an inner document: one operation without named fragments.
 *
 * @throws GatewayError `OPERATION_NOT_SUPPORTED` where a field returns such an interface that no type implements, because
 * the types of its objects are unknown; `OPERATION_TOO_COMPLEX` for more than {@link MAX_FIELDS} fields, whose number grows
 * exponentially with nested fragments
 */
export function openFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  interfaces: ReadonlySet<string>,
): DocumentNode {
  if (interfaces.size === 0) return document;

  let fields = 0;
  const openSet = (set: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode => {
    const isOpened = interfaces.has(type.name);
    return {
      ...set,
      selections: set.selections.flatMap((node): SelectionNode[] => {
        if (node.kind === Kind.FIELD) return [openField(node, type)];
        if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
        const on = conditionOf(node, type);
        if (!isOpened || !isAbstractType(on))
          return [{ ...node, selectionSet: openSet(node.selectionSet, on) }];
        return objectTypes(type)
          .filter((one) => objectTypes(on).includes(one))
          .flatMap((one) => fragmentOn(one, narrow(node.selectionSet, one)));
      }),
    };
  };

  /** Returns the selections that apply to objects of one type. */
  const narrow = (set: SelectionSetNode, type: GraphQLObjectType): readonly SelectionNode[] =>
    set.selections.flatMap((node): readonly SelectionNode[] => {
      if (node.kind === Kind.FIELD) return [openField(node, type)];
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      const holds = objectTypes(conditionOf(node, type)).includes(type);
      return holds ? narrow(node.selectionSet, type) : [];
    });

  const openField = (node: FieldNode, parent: GraphQLCompositeType): FieldNode => {
    fields += 1;
    if (fields > MAX_FIELDS) throw new GatewayError('OPERATION_TOO_COMPLEX');
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(type)) return node;
    if (interfaces.has(type.name) && objectTypes(type).length === 0)
      throw new GatewayError('OPERATION_NOT_SUPPORTED');
    return { ...node, selectionSet: openSet(node.selectionSet, type) };
  };

  const conditionOf = (
    { typeCondition }: InlineFragmentNode,
    type: GraphQLCompositeType,
  ): GraphQLCompositeType => {
    const on = typeCondition && schema.getType(typeCondition.name.value);
    return isCompositeType(on) ? on : type;
  };

  const objectTypes = (type: GraphQLCompositeType): readonly GraphQLObjectType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

  return {
    ...document,
    definitions: document.definitions.map((node) => {
      if (node.kind !== Kind.OPERATION_DEFINITION) return node;
      const root = schema.getRootType(node.operation);
      return root ? { ...node, selectionSet: openSet(node.selectionSet, root) } : node;
    }),
  };
}

/** More than clients select. */
const MAX_FIELDS = 20_000;

/** Returns no fragment for no selections. */
function fragmentOn(
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
): readonly InlineFragmentNode[] {
  if (selections.length === 0) return [];
  return [
    {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    },
  ];
}
