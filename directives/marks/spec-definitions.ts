import {
  Kind,
  parse,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type EnumTypeDefinitionNode,
} from 'graphql';
import { CATEGORIES, DEIDENTIFY_METHODS } from '../spec.ts';

/** The directives of the specification, without `@`. */
export const MARK_NAMES = ['phi', 'role', 'patient'] as const;

/** A directive of the specification. */
export type MarkName = (typeof MARK_NAMES)[number];

/** The enums of the specification, as every schema may name them: prefixed or imported. */
export const SPEC_ENUMS = ['Category', 'Deidentify'] as const;

/** A definition of the specification: three directives and two enums. */
export type SpecDefinition = DirectiveDefinitionNode | EnumTypeDefinitionNode;

const ANYWHERE =
  'FIELD_DEFINITION | OBJECT | INTERFACE | UNION | SCALAR | ENUM | ENUM_VALUE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION';

/** The definitions of `directives/phi.graphql` under their canonical names, without descriptions. */
export const SPEC_DEFINITIONS: readonly SpecDefinition[] = parse(
  `directive @phi(category: phi__Category! = CLINICAL, deidentify: phi__Deidentify! = SUPPRESS) repeatable on ${ANYWHERE}
   directive @role(anyOf: [String!]!, deidentified: [String!]! = []) repeatable on ${ANYWHERE}
   directive @patient(id: String! = "") on OBJECT | INTERFACE | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
   enum phi__Category { ${CATEGORIES.join(' ')} }
   enum phi__Deidentify { ${DEIDENTIFY_METHODS.join(' ')} }`,
  { noLocation: true },
).definitions.filter(isSpecDefinition);

/** Whether a definition is of a kind that the specification has. */
export function isSpecDefinition(node: DefinitionNode): node is SpecDefinition {
  return node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.ENUM_TYPE_DEFINITION;
}
