import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';

/** A definition or an extension of a named type: one may stand for several in one document. */
export type TypeNode = TypeDefinitionNode | TypeExtensionNode;

/** A definition that others refer to by its name. */
export type NamedDefinition = TypeNode | DirectiveDefinitionNode;

/** One element of a schema that can carry a mark. */
export interface SchemaElement {
  readonly coordinate: Coordinate;
  readonly directives: readonly DirectiveNode[];
}

/** The fields of a type node, or of an input object; none for other kinds. */
export function fieldsOf(
  node: TypeNode,
): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return 'fields' in node ? (node.fields ?? []) : [];
}

/** The values of an enum's node; none for other kinds. */
export function valuesOf(node: TypeNode): readonly EnumValueDefinitionNode[] {
  return 'values' in node ? (node.values ?? []) : [];
}

/** The arguments of a field's node; none for an input field. */
export function argumentsOf(
  node: FieldDefinitionNode | InputValueDefinitionNode,
): readonly InputValueDefinitionNode[] {
  return node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : [];
}

/** Whether a definition is one of a named type, or an extension of one. */
export function isTypeNode(node: DefinitionNode): node is TypeNode {
  return isTypeDefinitionNode(node) || isTypeExtensionNode(node);
}

/** Whether a definition or an extension is one of an interface. */
export function isInterfaceNode({ kind }: TypeNode): boolean {
  return kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION;
}

/** Where a document says something of the schema itself, such as what it links, in its order. */
export function schemaNodes(
  document: DocumentNode,
): readonly (SchemaDefinitionNode | SchemaExtensionNode)[] {
  return document.definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
}

/** Every type definition and extension of a document, in its order. */
export function typeNodes(document: DocumentNode): TypeNode[] {
  return document.definitions.filter(isTypeNode);
}

/** Every element of a document's types with the directives that stand on it, in the document's order. */
export function* schemaElements(document: DocumentNode): Generator<SchemaElement> {
  for (const type of typeNodes(document)) {
    const name = type.name.value;
    yield { coordinate: typeCoordinate(name), directives: type.directives ?? [] };
    for (const value of valuesOf(type)) {
      yield {
        coordinate: memberCoordinate(name, value.name.value),
        directives: value.directives ?? [],
      };
    }
    for (const field of fieldsOf(type)) {
      yield {
        coordinate: memberCoordinate(name, field.name.value),
        directives: field.directives ?? [],
      };
      for (const argument of argumentsOf(field)) {
        yield {
          coordinate: argumentCoordinate(name, field.name.value, argument.name.value),
          directives: argument.directives ?? [],
        };
      }
    }
  }
}
