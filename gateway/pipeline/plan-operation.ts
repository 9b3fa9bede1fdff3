import { LRUCache } from 'lru-cache';
import { OperationTypeNode, type DocumentNode, type FieldNode } from 'graphql';
import {
  allowEverything,
  authorize,
  type Decisions,
} from '../../directives/operation/authorize.ts';
import type { Grants } from '../../directives/operation/grants.ts';
import {
  decideDispositions,
  type FieldDisposition,
} from '../../directives/operation/field-disposition.ts';
import { innerOperation } from '../../directives/operation/inner-document.ts';
import type { WatchedField } from '../../directives/operation/inputs.ts';
import type { InputAuthorization } from '../../directives/operation/authorize-inputs.ts';
import {
  identityDispositions,
  lookupsOf,
  type Lookup,
} from '../../directives/operation/lookups.ts';
import { isReachLimited } from '../../directives/operation/find-effective-roles.ts';
import type { Reach } from '../../directives/operation/reach.ts';
import { rootGroup, type Group, type ReleasePlan } from '../../directives/release/program.ts';
import { select, type Selection } from '../../directives/operation/select.ts';
import type { PreparedOperation } from './execution/create-planner.ts';
import { createCompileCost } from './limits/compile-cost.ts';
import { assertCost } from './limits/assert-cost.ts';
import { cacheBytes, documentBytes, fieldBytes } from './limits/cached-bytes.ts';
import type { UnplannedBudget } from './limits/create-unplanned-budget.ts';
import type { Varying } from './limits/varying.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { findOperation, type Admitted, type KnownOperation } from './admit.ts';
import { findIntrospection } from './find-introspection.ts';
import { findRuled, type RuledSelection } from './find-ruled.ts';
import type { Graph } from './graph.ts';
import { createVisibleSchemaCache, type VisibleSchemaCache } from './visible-schema-cache.ts';

/** What a document says, whoever asks. */
export interface Selected {
  readonly selection: Selection;
  readonly watched: readonly WatchedField[];
  /** What it asks of the schema. */
  readonly introspection: readonly FieldNode[];
  readonly cost: Varying<number>;
  /** What the operator's rules are asked about it. */
  readonly ruled: RuledSelection;
}

/** A document for the inner gateway. */
export interface InnerDocument {
  readonly prepared: PreparedOperation;
  /** Inner variable name → the client's. */
  readonly variables: ReadonlyMap<string, string>;
}

/** What is fetched and how it is released for one view of a document. */
export interface OperationPlan {
  readonly dispositions: readonly FieldDisposition[];
  /** Null where nothing is left to fetch. */
  readonly inner: InnerDocument | null;
  /** What is fetched before that, to know whose records lookups find; null where that decides nothing. */
  readonly identities: {
    readonly lookups: readonly Lookup[];
    readonly inner: InnerDocument | null;
  } | null;
  readonly release: ReleasePlan;
  readonly root: Group;
}

/**
 * Derived once and kept: everything about an operation that the next request like it can use. What isn't kept yet
 * is made within the budget of unplanned operations: each of these rejects with `UNPLANNED_BUDGET` beyond it.
 */
export interface OperationPlans {
  readonly find: (request: {
    readonly document: DocumentNode;
    readonly queryHash: string;
    readonly operationName: string | null;
    readonly context: RequestContext;
  }) => Promise<KnownOperation>;
  /**
   * Throws `OPERATION_TOO_COMPLEX` for what may fetch more than the limits allow, and
   * `GRAPHQL_VALIDATION_FAILED` for introspection below a field.
   */
  readonly select: (admitted: Admitted, context: RequestContext) => Promise<Selected>;
  readonly authorize: (reach: Reach, grants: Grants) => Promise<Decisions>;
  /** What a dry run serves. */
  readonly open: Decisions;
  readonly told: VisibleSchemaCache;
  readonly prune: (
    selected: Selected,
    decided: {
      readonly decisions: Decisions;
      readonly judgement: InputAuthorization;
      readonly reach: Reach;
      readonly grants: Grants;
    },
    context: RequestContext,
  ) => Promise<OperationPlan>;
}

/**
 * The caches of one graph version. Each level is keyed by exactly what it depends on: an operation by the
 * text's hash and the operation's name; a selection also by the booleans behind its conditions; decisions by
 * the roles of the caller's rolesIds and by the caller's grants; a plan by all of these and by what the
 * arguments decide. Nothing that names a patient is in a key or a value. What is kept is bounded in bytes, whatever
 * documents and conditions clients think of.
 */
export function createOperationPlans(
  graph: Graph,
  limits: PlanLimits,
  budget: Pick<UnplannedBudget, 'run'>,
): OperationPlans {
  const operations = new LRUCache<string, KnownOperation>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'operations'),
    sizeCalculation: ({ node }) => documentBytes(node.loc?.source.body.length ?? 0),
  });
  const selections = new LRUCache<string, Selected>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'selections'),
    sizeCalculation: ({ selection }) => fieldBytes(selection.fields.length),
  });
  const decisions = new LRUCache<string, Promise<Decisions>>({ max: 1000 });
  const plans = new LRUCache<string, OperationPlan>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'plans'),
    sizeCalculation: ({ dispositions }) => fieldBytes(dispositions.length),
  });
  const numberOf = createNumbers();
  const compileCost = createCompileCost(graph.inner.schema, graph.demand, limits.listSize);

  /** What is known of an operation, at once; what isn't costs the caller of their budget. */
  const plan = async <Value extends object>(
    cache: LRUCache<string, Value>,
    key: string,
    { context, fields, make }: Unknown<Value>,
  ): Promise<Value> =>
    cache.get(key) ?? budget.run(context, () => getOrMake(cache, key, make), fields);

  return {
    find: ({ document, queryHash, operationName, context }) =>
      plan(operations, JSON.stringify([queryHash, operationName]), {
        context,
        fields: 1,
        make: () => findOperation(graph.schema, document, operationName),
      }),
    select: async ({ operation, variables }, context) => {
      const bits = operation.conditions.map((name) => (variables[name] === true ? '1' : '0'));
      const key = `${numberOf(operation)} ${bits.join('')}`;
      const make = (): Selected => {
        const selection = select(operation, variables, limits.selections);
        return {
          selection,
          watched: graph.watch(selection),
          introspection: findIntrospection(selection.selections),
          cost: compileCost(selection),
          ruled: findRuled(selection, graph),
        };
      };
      const unknown = { context, fields: operation.size, make };
      const selected = await plan(selections, key, unknown);
      assertCost(selected.cost.at(variables), limits.cost);
      return selected;
    },
    authorize: (reach, grants) =>
      getOrMake(decisions, `${reach.key} ${grants.key}`, () =>
        authorize(graph.policy, graph.rules, {
          reach,
          grants,
          unmarked: graph.authorization.unmarked === 'allow' ? 'full' : 'none',
        }),
      ),
    open: allowEverything(graph.policy),
    told: createVisibleSchemaCache(graph.schema),
    prune: (selected, decided, context) => {
      const { reach, grants, judgement } = decided;
      const key = `${numberOf(selected)} ${reach.key} ${grants.key} ${String(reach.unlimited)} ${judgementKey(judgement)}`;
      const make = () => planOperation(graph, selected, decided);
      return plan(plans, key, { context, fields: selected.selection.fields.length, make });
    },
  };
}

/** What has to be made for a request. */
interface Unknown<Value> {
  readonly context: RequestContext;
  /** How many fields it is made of. */
  readonly fields: number;
  readonly make: () => Value;
}

/** A number for each object, the same as long as it lives and never another's. */
function createNumbers(): (value: object) => number {
  const numbers = new WeakMap<object, number>();
  let last = 0;
  return (value) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(value, last);
    return last;
  };
}

/** What a document may grow to. */
export interface PlanLimits {
  /** Field selections after fragments are opened. */
  readonly selections: number;
  /** Values that it may fetch. */
  readonly cost: number;
  /** Length of a list that nobody limits. */
  readonly listSize: number;
  /** What is kept of all operations. */
  readonly cacheMegabytes: number;
}

function planOperation(
  graph: Graph,
  { selection }: Selected,
  {
    decisions,
    judgement,
    reach,
  }: {
    readonly decisions: Decisions;
    readonly judgement: InputAuthorization;
    readonly reach: Reach;
  },
): OperationPlan {
  const refusesPaging = graph.authorization.lists === 'refuse-paging';
  const dispositions = decideDispositions(selection, decisions, { ...judgement, refusesPaging });
  const { unlimited } = reach;
  const { customRules } = graph;
  const prepare = (asked: readonly FieldDisposition[]): InnerDocument | null => {
    const inner = innerOperation(selection, {
      dispositions: asked,
      decisions,
      unlimited,
      customRules,
    });
    return inner && { prepared: graph.inner.prepare(inner.document), variables: inner.variables };
  };
  const lookups =
    isReachLimited(reach) && isQuery(selection)
      ? lookupsOf(selection, { dispositions, policy: graph.policy })
      : [];
  return {
    dispositions,
    inner: prepare(dispositions),
    identities:
      lookups.length === 0
        ? null
        : { lookups, inner: prepare(identityDispositions(selection, lookups)) },
    release: {
      schema: graph.schema,
      decisions,
      dispositions,
      argumentRolesIds: judgement.rolesIdsOf,
      bound: judgement.bound,
      customRules,
    },
    root: rootGroup(selection.root, selection.selections),
  };
}

function isQuery({ operation }: Selection): boolean {
  return operation.operation === OperationTypeNode.QUERY;
}

/** What the arguments decide, without the patients that they name. */
function judgementKey({ refused, rolesIdsOf, bound }: InputAuthorization): string {
  if (refused.size + rolesIdsOf.size === 0) return '';
  return JSON.stringify([[...refused], [...rolesIdsOf], [...bound]]);
}

function getOrMake<Value extends object>(
  cache: LRUCache<string, Value>,
  key: string,
  make: () => Value,
): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
