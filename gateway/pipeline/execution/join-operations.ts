import {
  Kind,
  OperationTypeNode,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { nameNode } from '../../../directives/operation/inner-set.ts';

/** The names in an `_entities` field. */
export interface EntitiesNames {
  /** Response key. */
  readonly key: string;
  /** Variable of the representations. */
  readonly variable: string;
}

/** The names in an operation of Apollo's plan. Variables of clients have a prefix, so none has this name. */
export const SINGLE: EntitiesNames = { key: '_entities', variable: 'representations' };

/**
 * Joins operations that fetch entities from one subgraph:
 *
 *     query($representations: [_Any!]!) {
 *       _entities(representations: $representations) { ... on Patient { name } }
 *     }
 *     query($representations: [_Any!]!, $v_in: Int) {
 *       _entities(representations: $representations) { ... on Visit { notes(in: $v_in) } }
 *     }
 *
 * become, by the names `entities0`, `representations0`, `entities1` and `representations1`,
 *
 *     query($representations0: [_Any!]!, $representations1: [_Any!]!, $v_in: Int) {
 *       entities0: _entities(representations: $representations0) { ... on Patient { name } }
 *       entities1: _entities(representations: $representations1) { ... on Visit { notes(in: $v_in) } }
 *     }
 *
 * @throws TypeError for fragment definitions, which Apollo plans only if the client's document has them
 */
export function joinOperations(
  parts: readonly { readonly document: DocumentNode; readonly names: EntitiesNames }[],
): string {
  const operations = parts.map(({ document, names }) => operationOf(rename(document, names)));
  const variables = new Map<string, VariableDefinitionNode>();
  for (const { variableDefinitions } of operations)
    for (const definition of variableDefinitions ?? [])
      variables.set(definition.variable.name.value, definition);
  const joined: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: [...variables.values()],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  return stripIgnoredCharacters(print(joined));
}

function rename(document: DocumentNode, { key, variable }: EntitiesNames): DocumentNode {
  return visit(document, {
    Field: (node) =>
      node.name.value === SINGLE.key && key !== SINGLE.key
        ? { ...node, alias: nameNode(key) }
        : undefined,
    Variable: (node) =>
      node.name.value === SINGLE.variable ? { ...node, name: nameNode(variable) } : undefined,
  });
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const [operation, ...others] = definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0)
    throw new TypeError('a fetch with fragment definitions');
  return operation;
}
