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
  UniqueDirectiveNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
];

/** Those of the members of a type. */
const MEMBER_RULES = [
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
];

/**
 * Reports duplicate definitions, and extensions of a type as a different kind. Apollo's composition accepts some of these and
 * keeps the marks of only one definition; of the rest it reports only the first, without a position.
 */
export function checkDefinitions(document: DocumentNode): DocumentProblem[] {
  const errors = [
    ...validateSDL(withBases(document), undefined, RULES),
    ...validateSDL(withoutRepeated(document), undefined, MEMBER_RULES),
  ];
  return errors.map((error) => ({
    code: 'INVALID_SDL',
    coordinate: COORDINATE.exec(error.message)?.[1] ?? null,
    ...positionOf(error.nodes?.at(-1)),
    message: error.message,
    fix: error.message.startsWith('Cannot extend')
      ? 'Extend the type as the kind that it is.'
      : 'Define it once.',
  }));
}

/** The coordinate that a message of graphql-js names, as in `Field "Patient.name" can only be defined once`. */
const COORDINATE = /"([^"@]+)"/;

/** Only the first definition of each type: in a copy of a type, each member would be reported too. */
function withoutRepeated(document: DocumentNode): DocumentNode {
  const defined = new Set<string>();
  const definitions = document.definitions.filter((node) => {
    if (!isTypeDefinitionNode(node)) return true;
    const isFirst = !defined.has(node.name.value);
    defined.add(node.name.value);
    return isFirst;
  });
  return { ...document, definitions };
}

/**
 * In federation, a subgraph can extend a type that only other subgraphs define. Its first extension is treated as the
 * definition.
 */
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
