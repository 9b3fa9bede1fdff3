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

/** A definition or an extension of a named type. */
export type TypeNode = TypeDefinitionNode | TypeExtensionNode;

/** A definition with a name: a type or a directive. */
export type NamedDefinition = TypeNode | DirectiveDefinitionNode;

/** One element of a schema that can carry a mark. */
export interface SchemaElement {
  readonly coordinate: Coordinate;
  readonly directives: readonly DirectiveNode[];
}

/** The fields of an object type, interface or input object; none for other kinds. */
export function fieldsOf(
  node: TypeNode,
): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return 'fields' in node ? (node.fields ?? []) : [];
}

/** The values of an enum; none for other kinds. */
export function valuesOf(node: TypeNode): readonly EnumValueDefinitionNode[] {
  return 'values' in node ? (node.values ?? []) : [];
}

/** The arguments of a field; none for an input field. */
export function argumentsOf(
  node: FieldDefinitionNode | InputValueDefinitionNode,
): readonly InputValueDefinitionNode[] {
  return node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : [];
}

/** Whether a node defines or extends a named type. */
export function isTypeNode(node: DefinitionNode): node is TypeNode {
  return isTypeDefinitionNode(node) || isTypeExtensionNode(node);
}

/** Whether a node defines or extends an interface. */
export function isInterfaceNode({ kind }: TypeNode): boolean {
  return kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION;
}

/** The schema definition and extensions of a document, which carry its `@link`s. */
export function schemaNodes(
  document: DocumentNode,
): readonly (SchemaDefinitionNode | SchemaExtensionNode)[] {
  return document.definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
}

/** Every type definition and extension, in document order. */
export function typeNodes(document: DocumentNode): TypeNode[] {
  return document.definitions.filter(isTypeNode);
}

/** Every element of a document's types with its directives, in document order. */
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
