import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  LoneSchemaDefinitionRule,
  PossibleTypeExtensionsRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  type DefinitionNode,
  type DocumentNode,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { positionOf } from '../directives/marks/position.ts';
import type { DocumentProblem } from '../directives/marks/problem.ts';

/** The rules of GraphQL that hold in one subgraph, whatever the others define (specification, sections 3.3 to 3.13). */
const RULES = [
  LoneSchemaDefinitionRule,
  PossibleTypeExtensionsRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
];

/**
 * Reports what a subgraph defines twice, and extensions of a type as another kind. Apollo's composition accepts some of these,
 * and keeps the marks of one definition; of the others it reports the first, without a position.
 */
export function checkDefinitions(document: DocumentNode): DocumentProblem[] {
  return validateSDL(withBases(document), undefined, RULES).map((error) => ({
    code: 'INVALID_SDL',
    coordinate: COORDINATE.exec(error.message)?.[1] ?? null,
    ...positionOf(error.nodes?.at(-1)),
    message: error.message,
    fix: 'Define it once, and extend a type as the kind that it is.',
  }));
}

/** What the message of graphql-js is about, such as `Field "Patient.name" can only be defined once`. */
const COORDINATE = /"([^"@]+)"/;

/** In federation, a subgraph can extend a type that only others define: its first extension defines it here. */
function withBases(document: DocumentNode): DocumentNode {
  const defined = new Set(
    document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value),
  );
  const bases: DefinitionNode[] = [];
  for (const { kind, name } of document.definitions.filter(isTypeExtensionNode)) {
    if (!defined.has(name.value)) bases.push({ kind: DEFINED_BY[kind], name });
    defined.add(name.value);
  }
  return { ...document, definitions: [...bases, ...document.definitions] };
}

const DEFINED_BY = {
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
} as const;
