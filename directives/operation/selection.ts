import type {
  FieldNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Coordinate } from '../coordinate.ts';

/** One occurrence of a field in an operation. A field in a fragment occurs once per use of the fragment. */
export type SelectedField = SelectedLeaf | SelectedObject;

/** The index of a field occurrence in {@link Selection.fields}, by which maps and sets refer to it. */
export type FieldIndex = number;

/** A field without a selection set: of a scalar or an enum. */
export interface SelectedLeaf extends Occurrence {
  readonly on: null;
  readonly selections: null;
}

/** A field with a selection set. */
export interface SelectedObject extends Occurrence {
  /** The named type of its objects. */
  readonly on: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

interface Occurrence {
  readonly kind: 'field';
  readonly index: FieldIndex;
  /** The object type or interface that it is selected on. It determines the coordinate: `Cat.name` or `Animal.name`. */
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly coordinate: Coordinate;
  /** The client's response key. */
  readonly responseKey: string;
  /** The response key in the inner document, which the gateway requests from subgraphs, and in the fetched data. */
  readonly innerKey: string;
  readonly node: FieldNode;
  /** Response keys from the root to this field, with `@` for each list index. */
  readonly path: readonly string[];
}

/** The selections of a fragment with a type condition: they apply only to objects of its type. */
export interface SelectedFragment {
  readonly kind: 'fragment';
  /** The type of the condition. */
  readonly on: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

/** `__typename`. Release fills it in from the object's checked runtime type. */
export interface SelectedTypename {
  readonly kind: 'typename';
  readonly responseKey: string;
}

/** `__schema` or `__type` at the root. It is resolved from the schema that the caller can see. */
export interface SelectedIntrospection {
  readonly kind: 'introspection';
  readonly responseKey: string;
  readonly node: FieldNode;
}

/** One selection of a selection set. */
export type Selected = SelectedField | SelectedFragment | SelectedTypename | SelectedIntrospection;

/** An operation with its fragments expanded and `@skip` and `@include` resolved. It doesn't depend on the caller. */
export interface Selection {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly selections: readonly Selected[];
  /** All field occurrences, by `index`. */
  readonly fields: readonly SelectedField[];
}
