import {
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';

/** Each field of a document, `__typename` included, with the type on which it is selected. */
export function parentsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
): ReadonlyMap<FieldNode, GraphQLCompositeType> {
  const parents = new Map<FieldNode, GraphQLCompositeType>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        if (parent) parents.set(node, parent);
      },
    }),
  );
  return parents;
}
