import {
  getVariableValues,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import type { Operation } from '../../directives/operation/select.ts';
import { GatewayError } from '../platform/errors.ts';
import { countSelections } from './limits/count-selections.ts';
import { hashOperation } from './hash-operation.ts';

/** An operation of a document, with what doesn't change from request to request. */
export interface KnownOperation extends Operation {
  readonly name: string | null;
  readonly kind: 'query' | 'mutation';
  /** SHA-256 of its literal-free form, hex. */
  readonly hash: string;
  /** Selections once fragments are opened; conditions may leave some out. */
  readonly size: number;
  readonly variableNames: readonly string[];
  /** Variables behind `@skip` and `@include`. */
  readonly conditions: readonly string[];
}

/** An operation with this request's variables. */
export interface Admitted {
  readonly operation: KnownOperation;
  /** Coerced: defaults in place, lists made lists. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Finds the one operation of a valid document that a request means. Throws a `GatewayError` where it means
 * none or several, or a kind that isn't served.
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
  // graphql-js takes any selection for valid where the schema has no type for this kind of operation.
  const isServed = schema.getRootType(node.operation) !== undefined;
  if (!isServed || node.operation === OperationTypeNode.SUBSCRIPTION)
    throw new GatewayError('OPERATION_NOT_SUPPORTED');
  if (hasEndlessNumber(document)) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
  const fragments = fragmentsOf(document);
  return {
    schema,
    node,
    fragments,
    name: node.name?.value ?? null,
    kind: node.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    hash: hashOperation(node, fragments),
    size: countSelections(document, named),
    variableNames: (node.variableDefinitions ?? [])
      .map(({ variable }) => variable.name.value)
      .toSorted(),
    conditions: conditionVariables(document),
  };
}

/** Coerces a request's variables. Throws `BAD_USER_INPUT`, whose text holds no value, where they don't fit. */
export function admit(
  operation: KnownOperation,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): Admitted {
  const { coerced, errors } = getVariableValues(
    operation.schema,
    operation.node.variableDefinitions ?? [],
    variables ?? {},
    { maxErrors: 1 },
  );
  if (errors || !coerced) throw new GatewayError('BAD_USER_INPUT', { cause: errors?.[0] });
  return { operation, variables: coerced };
}

/**
 * Whether a literal such as 1e400 stands in a document. graphql-js reads it as infinite, which fits a Float and any
 * scalar of a graph's own; no plan can be made of it and no JSON can carry it.
 */
function hasEndlessNumber(document: DocumentNode): boolean {
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
