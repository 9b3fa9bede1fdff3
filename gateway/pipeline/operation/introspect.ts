import {
  executeSync,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Selected } from '../../../directives/operation/selection.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { KnownOperation } from './find-operation.ts';
import { countIntrospected } from '../limits/count-introspected.ts';
import { usedFragments } from './used-fragments.ts';
import type { VisibleSchema } from './visible-schema-cache.ts';

/** An operation, as far as introspection needs it. */
export interface IntrospectedOperation {
  readonly known: KnownOperation;
  readonly selected: { readonly introspection: readonly FieldNode[] };
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Answers the introspection of an operation, by response key, from the schema that the caller may see.
 * `visibleSchema` is null where introspection is off.
 *
 * @throws GatewayError where introspection is off, or the answer would exceed a few whole schemas.
 */
export function introspect(
  { known, selected, variables }: IntrospectedOperation,
  visibleSchema: (() => VisibleSchema) | null,
): ReadonlyMap<string, unknown> {
  const { introspection: nodes } = selected;
  if (nodes.length === 0) return new Map();
  if (!visibleSchema) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
  const { schema, introspection, maxValues } = visibleSchema();
  const request = { selections: nodes, fragments: known.fragments, variables };
  if (countIntrospected(introspection, request, maxValues) > maxValues)
    throw new GatewayError('OPERATION_TOO_COMPLEX');
  const document = documentOf(nodes, known);
  const { data } = executeSync({ schema, document, variableValues: variables });
  return new Map(Object.entries(data ?? {}));
}

/**
 * Finds `__schema` and `__type` at the root of an operation, through fragments. Below a field that returns the query
 * root, nothing answers them.
 *
 * @throws GatewayError `GRAPHQL_VALIDATION_FAILED` for introspection below a field
 */
export function findIntrospection(selections: readonly Selected[]): readonly FieldNode[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return findIntrospection(selected.selections);
    if (selected.kind === 'introspection') return [selected.node];
    const isBelow =
      selected.kind === 'field' && findIntrospection(selected.selections ?? []).length > 0;
    if (isBelow) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
    return [];
  });
}

/**
 * A document with only the introspection of the operation and the variables that it uses: the types of other variables may
 * be hidden from the caller.
 */
function documentOf(
  nodes: readonly FieldNode[],
  { node, fragments }: KnownOperation,
): DocumentNode {
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: nodes };
  const operation: OperationDefinitionNode = { ...node, directives: [], selectionSet };
  const definitions = [operation, ...usedFragments(operation, fragments)];
  const used = new Set(definitions.flatMap((each) => variablesIn(each.selectionSet)));
  const variableDefinitions = (node.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions }, ...definitions.slice(1)],
  };
}

function variablesIn(selections: SelectionSetNode): readonly string[] {
  const names: string[] = [];
  visit(selections, {
    // Introspection evaluates no other directive.
    Directive: ({ name }) =>
      name.value === 'skip' || name.value === 'include' ? undefined : false,
    Variable: ({ name }) => void names.push(name.value),
  });
  return names;
}
