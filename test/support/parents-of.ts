import {
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';

/** The type on which each field of a document is selected; `__typename` among them. */
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
