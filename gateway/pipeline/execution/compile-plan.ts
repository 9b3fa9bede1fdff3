import type { FetchNode } from '@apollo/query-planner';
import { OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { SubgraphKeys } from '../../../schema/subgraph-keys.ts';
import type { EntityCheck } from './entity-check.ts';
import { compileEntityKey, type FindUnknownKey } from './entity-key.ts';
import type { EqualFetches, FetchGroup } from './group-fetches.ts';
import { joinOperations, SINGLE, type EntitiesNames } from './join-operations.ts';
import type { PlannedFetch } from './list-fetches.ts';
import { compileRepresentation, type Representations } from './representation.ts';
import { compileResponseShape, type ResponseShape } from './response-shape.ts';
import { compileRewrites, type Rewrite } from './rewrite.ts';

/** A compiled query plan: its requests, each after those that it needs. */
export type CompiledPlan = readonly SubgraphRequest[];

/** One request to one subgraph, for data from the root or for entities. */
export type SubgraphRequest = RootRequest | EntitiesRequest;

interface RequestHead {
  readonly subgraph: string;
  readonly query: string;
  /** Variables of the operation that it uses. */
  readonly variables: readonly string[];
  /** Indexes of the requests that must have ended before this one starts. */
  readonly needs: readonly number[];
}

export interface RootRequest extends RequestHead {
  readonly kind: 'root';
  /** The object that receives the data; the path is empty except where an object has a field of type `Query`. */
  readonly target: Target;
  /** Whether it is a mutation, which must not be sent twice. */
  readonly isMutation: boolean;
  readonly shape: ResponseShape;
  readonly rewriteAnswer: Rewrite | null;
}

export interface EntitiesRequest extends RequestHead {
  readonly kind: 'entities';
  readonly fields: readonly EntitiesField[];
}

/** One `_entities` field of a request. */
export interface EntitiesField extends EntitiesNames {
  /** Where its entities are. */
  readonly targets: readonly Target[];
  readonly shape: ResponseShape;
  readonly createRepresentations: () => Representations;
  readonly findUnknownKey: FindUnknownKey;
  /** Null where entities are not checked. */
  readonly isRequested: EntityCheck['isRequested'] | null;
  readonly rewriteAnswer: Rewrite | null;
  /** Whether what comes back has a part of a record's identity, so that it can show to be another record's. */
  readonly receivesIdentity: boolean;
}

/** The objects at one path, which receive fetched data. */
export interface Target {
  /** Keys, with `@` for each list. */
  readonly path: readonly string[];
  /** Keys that each of the objects receives. */
  readonly keys: readonly string[];
}

/** The graph that plans are compiled for. */
export interface PlannedGraph {
  readonly schema: GraphQLSchema;
  readonly keys: SubgraphKeys;
  /** The names of all fields that identify records of any type. */
  readonly identityFields: ReadonlySet<string>;
}

/** Compiles the requests of a query plan, whose fetches are grouped already. */
export function compilePlan(groups: readonly FetchGroup[], graph: PlannedGraph): CompiledPlan {
  const requestOf = new Map(
    groups.flatMap((group, index) => group.flat().map((fetch) => [fetch, index] as const)),
  );
  return groups.map((group) => {
    const needed = group.flat().flatMap(({ needs }) => needs.map((need) => requestOf.get(need)));
    const needs = [...new Set(needed)].filter((index) => index !== undefined);
    const [[first]] = group;
    return first.node.requires
      ? compileEntitiesRequest(group, needs, graph)
      : compileRootRequest(first, needs, graph);
  });
}

function compileRootRequest(
  { node, document, path }: PlannedFetch,
  needs: readonly number[],
  { schema }: PlannedGraph,
): RootRequest {
  const shape = compileResponseShape(document, schema);
  return {
    kind: 'root',
    subgraph: node.serviceName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    query: node.operation,
    variables: node.variableUsages ?? [],
    needs,
    target: { path, keys: [...shape.keys, ...renamedKeys(node)] },
    shape,
    rewriteAnswer: compileRewrites(node.outputRewrites, schema),
  };
}

function compileEntitiesRequest(
  group: FetchGroup,
  needs: readonly number[],
  graph: PlannedGraph,
): EntitiesRequest {
  const [[first], ...others] = group;
  const parts = group.map((equal, index) => ({
    equal,
    document: equal[0].check?.document ?? equal[0].document,
    names:
      others.length === 0
        ? SINGLE
        : { key: `entities${index}`, variable: `representations${index}` },
  }));
  return {
    kind: 'entities',
    subgraph: first.node.serviceName,
    query:
      others.length === 0 && first.check === null ? first.node.operation : joinOperations(parts),
    variables: [...new Set(group.flatMap(([{ node }]) => node.variableUsages ?? []))],
    needs,
    fields: parts.map(({ equal, names }) => compileEntitiesField(equal, names, graph)),
  };
}

function compileEntitiesField(
  equal: EqualFetches,
  names: EntitiesNames,
  { schema, keys, identityFields }: PlannedGraph,
): EntitiesField {
  const [{ node, document, check }] = equal;
  const { requires = [], serviceName, inputRewrites, outputRewrites } = node;
  const planned = compileResponseShape(document, schema);
  // Keys that entities are only asked for to check them are not merged.
  const received = [...planned.keys, ...renamedKeys(node)];
  const rewriteInput = compileRewrites(inputRewrites, schema);
  const createRepresentations = compileRepresentation(requires, rewriteInput, schema);
  const areEqualLikely = areRepeated(equal);
  return {
    ...names,
    targets: equal.map(({ path }) => ({ path, keys: received })),
    shape: check === null ? planned : compileResponseShape(check.document, schema),
    isRequested: check?.isRequested ?? null,
    createRepresentations: () => createRepresentations(areEqualLikely),
    findUnknownKey: compileEntityKey(requires, keys.get(serviceName) ?? new Map(), schema),
    rewriteAnswer: compileRewrites(outputRewrites, schema),
    receivesIdentity: received.some((key) => identityFields.has(key)),
  };
}

/** Whether an entity is likely at several places. The entities of one list, or below one object, are usually different. */
function areRepeated(fetches: EqualFetches): boolean {
  return fetches.flatMap(({ path }) => path.filter((key) => key === '@')).length > 1;
}

/** Lists the field names that the planner's aliases are renamed to. */
function renamedKeys({ outputRewrites }: FetchNode): string[] {
  return (outputRewrites ?? []).flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : [],
  );
}
