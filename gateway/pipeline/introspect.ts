import {
  executeSync,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { GatewayError } from '../platform/errors.ts';
import { countIntrospected } from './limits/count-introspected.ts';
import type { Admitted } from './admit.ts';
import type { CachedVisibleSchema } from './visible-schema-cache.ts';
import { usedFragments } from './used-fragments.ts';

/**
 * Answers what an operation asks of the schema, by response key, from what the caller is told of it; `told` is
 * null where introspection is off.
 *
 * Throws a `GatewayError` where it is off and asked for, and where the answer would be larger than a few whole
 * schemas.
 */
export function introspect(
  nodes: readonly FieldNode[],
  { operation, variables }: Admitted,
  told: (() => CachedVisibleSchema) | null,
): ReadonlyMap<string, unknown> {
  if (nodes.length === 0) return new Map();
  if (!told) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
  const { schema, introspection, most } = told();
  const asked = { selections: nodes, fragments: operation.fragments, variables };
  if (countIntrospected(introspection, asked, most) > most)
    throw new GatewayError('OPERATION_TOO_COMPLEX');
  const document = documentOf(nodes, operation);
  const { data } = executeSync({ schema, document, variableValues: variables });
  return new Map(Object.entries(data ?? {}));
}

/**
 * The introspection of an operation as an operation of its own, with the variables that it uses: the others can
 * be of types that the caller isn't told of.
 */
function documentOf(
  nodes: readonly FieldNode[],
  { node, fragments }: Admitted['operation'],
): DocumentNode {
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: nodes };
  const asked: OperationDefinitionNode = { ...node, directives: [], selectionSet };
  const definitions = [asked, ...usedFragments(asked, fragments)];
  const used = new Set(definitions.flatMap((each) => variablesIn(each.selectionSet)));
  const variableDefinitions = (node.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...asked, variableDefinitions }, ...definitions.slice(1)],
  };
}

function variablesIn(selections: SelectionSetNode): readonly string[] {
  const names: string[] = [];
  visit(selections, {
    // No other directive is looked at when introspection is answered.
    Directive: ({ name }) =>
      name.value === 'skip' || name.value === 'include' ? undefined : false,
    Variable: ({ name }) => void names.push(name.value),
  });
  return names;
}
