import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode, parse, type GraphQLSchema } from 'graphql';
import type { SubgraphKeys } from '../../../schema/subgraph-keys.ts';
import { compileResponseShape, type ResponseShape } from './response-shape.ts';
import { compileEntityKey, type FindUnknownKey } from './entity-key.ts';
import { compileRepresentation, type Represent } from './representation.ts';
import { compileRewrites, type Rewrite } from './rewrite.ts';

/** One request to one subgraph. */
export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  /** Whether it is a mutation, which must not be sent twice. */
  readonly isMutation: boolean;
  readonly query: string;
  /** Variables of the operation that it uses. */
  readonly variables: readonly string[];
  /** Path of its entities or its data: keys, with `@` for each list. */
  readonly path: readonly string[];
  readonly shape: ResponseShape;
  /** Keys that each entity, or the data, receives. */
  readonly keys: readonly string[];
  /** Null for a fetch from the root. */
  readonly represent: Represent | null;
  /** Null for a fetch from the root. */
  readonly findUnknownKey: FindUnknownKey | null;
  readonly rewriteAnswer: Rewrite | null;
}

/** A compiled query plan. */
export type PlanStep =
  FetchStep | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly PlanStep[] };

/** The graph that plans are compiled for. */
export interface PlannedGraph {
  readonly schema: GraphQLSchema;
  readonly keys: SubgraphKeys;
}

/**
 * Compiles a query plan.
 *
 * @throws TypeError for conditions, deferred parts and subscriptions, which the gateway's documents never contain
 */
export function compilePlan({ node }: QueryPlan, graph: PlannedGraph): PlanStep {
  if (!node) return { kind: 'sequence', steps: [] };
  if (node.kind === 'Subscription') throw new TypeError('a plan for a subscription');
  return compileNode(node, [], graph);
}

function compileNode(node: PlanNode, path: readonly string[], graph: PlannedGraph): PlanStep {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return {
        kind: node.kind === 'Sequence' ? 'sequence' : 'parallel',
        steps: node.nodes.map((child) => compileNode(child, path, graph)),
      };
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path.map(String)], graph);
    case 'Fetch':
      return compileFetch(node, path, graph);
    case 'Condition':
    case 'Defer':
      throw new TypeError(`a plan with ${node.kind}`);
    default:
      return never(node);
  }
}

function compileFetch(node: FetchNode, path: readonly string[], graph: PlannedGraph): FetchStep {
  const { schema, keys } = graph;
  const document = node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
  const shape = compileResponseShape(document, schema);
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    query: node.operation,
    variables: node.variableUsages ?? [],
    path,
    shape,
    keys: [...shape.keys, ...renamedKeys(node)],
    represent: node.requires
      ? compileRepresentation(node.requires, compileRewrites(node.inputRewrites, schema), schema)
      : null,
    findUnknownKey: node.requires
      ? compileEntityKey(node.requires, keys.get(node.serviceName) ?? new Map(), schema)
      : null,
    rewriteAnswer: compileRewrites(node.outputRewrites, schema),
  };
}

/** Lists the field names that the planner's aliases are renamed to. */
function renamedKeys({ outputRewrites }: FetchNode): string[] {
  return (outputRewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : [],
  );
}

function never(node: never): never {
  throw new TypeError(`unknown plan node ${JSON.stringify(node)}`);
}
