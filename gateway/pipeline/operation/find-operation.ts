import {
  getVariableValues,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import type { Operation } from '../../../directives/operation/select.ts';
import { GatewayError } from '../../platform/errors.ts';
import { countDepth } from '../limits/count-depth.ts';
import { countSelections } from '../limits/count-selections.ts';
import { hashOperation } from './hash-operation.ts';

/** An operation of a document, with everything that is the same for each request. */
export interface KnownOperation extends Operation {
  readonly name: string | null;
  readonly kind: 'query' | 'mutation';
  /** SHA-256 of its literal-free form, hex. */
  readonly hash: string;
  /** Selections after fragments are expanded; conditions may exclude some. */
  readonly size: number;
  /** Nesting of its fields. */
  readonly depth: number;
  readonly variableNames: readonly string[];
  /** Variables behind `@skip` and `@include`. */
  readonly conditions: readonly string[];
}

/**
 * Finds the operation of a valid document that a request executes (GetOperation of the GraphQL specification).
 * https://spec.graphql.org/October2021/#GetOperation()
 *
 * @throws GatewayError where no or several operations match, or the kind of the operation is not supported.
 */
export function findOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): KnownOperation {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const named = operationName ?? null;
  const matching =
    named === null ? operations : operations.filter((node) => node.name?.value === named);
  const [node, ...others] = matching;
  if (!node || others.length > 0) throw new GatewayError('OPERATION_RESOLUTION_FAILURE');
  // graphql-js accepts any selection where the schema has no root type for this kind of operation.
  const isServed = schema.getRootType(node.operation) !== undefined;
  if (!isServed || node.operation === OperationTypeNode.SUBSCRIPTION)
    throw new GatewayError('OPERATION_NOT_SUPPORTED');
  if (hasInfiniteNumber(document)) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
  const fragments = fragmentsOf(document);
  return {
    schema,
    node,
    fragments,
    name: node.name?.value ?? null,
    kind: node.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    hash: hashOperation(node, fragments),
    size: countSelections(document, named),
    depth: countDepth(node, fragments),
    variableNames: (node.variableDefinitions ?? [])
      .map(({ variable }) => variable.name.value)
      .toSorted(),
    conditions: conditionVariables(document),
  };
}

/**
 * Coerces the variables of a request.
 *
 * @throws GatewayError `BAD_USER_INPUT`, without any value in its message, where a variable does not fit its type.
 */
export function coerceVariables(
  operation: KnownOperation,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): Readonly<Record<string, unknown>> {
  const { coerced, errors } = getVariableValues(
    operation.schema,
    operation.node.variableDefinitions ?? [],
    variables ?? {},
    { maxErrors: 1 },
  );
  if (errors || !coerced) throw new GatewayError('BAD_USER_INPUT', { cause: errors?.[0] });
  // Without a prototype, so that an absent variable such as `$constructor` has no value.
  return { __proto__: null, ...coerced };
}

/**
 * Whether a document contains a literal such as 1e400. graphql-js reads it as Infinity, which Float and custom scalars
 * accept, but the planner fails on it and JSON cannot carry it.
 */
function hasInfiniteNumber(document: DocumentNode): boolean {
  let isFound = false;
  const check = ({ value }: { readonly value: string }): void => {
    isFound ||= !Number.isFinite(Number(value));
  };
  visit(document, { FloatValue: check, IntValue: check });
  return isFound;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
}

function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      for (const { value } of node.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].toSorted();
}
