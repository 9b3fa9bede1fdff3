import { LRUCache } from 'lru-cache';
import type { DocumentNode, FieldNode } from 'graphql';
import {
  allowEverything,
  authorize,
  type Decisions,
} from '../../../directives/operation/authorize.ts';
import type { TokenAccess } from '../../../directives/operation/token-access.ts';
import type { InputReader } from '../../../directives/operation/inputs.ts';
import type { InputAuthorization } from '../../../directives/operation/authorize-inputs.ts';
import type { Reach } from '../../../directives/operation/reach.ts';
import { select } from '../../../directives/operation/select.ts';
import type { Selection } from '../../../directives/operation/selection.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { findCustomRuleMatches, type CustomRuleMatches } from './custom-rule-matches.ts';
import { findOperation, type KnownOperation } from './find-operation.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import { findIntrospection } from './introspect.ts';
import { cacheBytes, documentBytes, fieldBytes } from '../limits/cached-bytes.ts';
import { createCompileCost, type Demand } from '../limits/compile-cost.ts';
import type { UnplannedBudget } from '../limits/create-unplanned-budget.ts';
import {
  pruneOperation,
  type AuthorizationResult,
  type AuthorizedOperation,
  type PrunedOperation,
} from './prune-operation.ts';
import { createVisibleSchemaCache, type VisibleSchemaCache } from './visible-schema-cache.ts';

/** The selected fields of an operation once `@skip` and `@include` are applied. The same for every caller. */
export interface SelectedOperation {
  readonly selection: Selection;
  /** Fields with marked or `@patient` inputs. */
  readonly inputReaders: readonly InputReader[];
  /** `__schema` and `__type` at the root. */
  readonly introspection: readonly FieldNode[];
  /** Its demand, by the assumed size of lists without a size. The configuration has one, and one more per role at most. */
  readonly demands: ReadonlyMap<number, Demand>;
  /** The custom rules that decide on its fields. */
  readonly customRules: CustomRuleMatches;
}

/** Bounds of a document, and of what is cached for all of them. */
export interface CacheLimits {
  /** Field selections after fragments are expanded. */
  readonly selections: number;
  /** Assumed sizes of lists without a size: that of the general limits, and those of roles. */
  readonly listSizes: readonly number[];
  readonly cacheMegabytes: number;
}

/**
 * Everything that is derived from an operation and reused by later requests. What is not cached yet is derived within
 * the budget of unplanned operations: each function rejects with `UNPLANNED_BUDGET` where that is spent.
 */
export interface OperationCache extends OperationSteps {
  readonly authorize: (reach: Reach, tokenAccess: TokenAccess) => Promise<Decisions>;
  /** Decisions that allow everything: what a dry run serves. */
  readonly everything: Decisions;
  readonly visibleSchema: VisibleSchemaCache;
  /** The same steps for documents of the operator, within another budget. */
  readonly within: (budget: Pick<UnplannedBudget, 'run'>) => OperationSteps;
}

/** The steps that derive something from an operation. */
export interface OperationSteps {
  readonly find: (request: {
    readonly document: DocumentNode;
    readonly queryHash: string;
    readonly operationName: string | null;
    readonly context: RequestContext;
  }) => Promise<KnownOperation>;
  /**
   * Rejects with `OPERATION_TOO_COMPLEX` where the operation has too many selections, and with `GRAPHQL_VALIDATION_FAILED`
   * for introspection below a field.
   */
  readonly select: (
    operation: KnownOperation,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ) => Promise<SelectedOperation>;
  readonly prune: (
    selected: SelectedOperation,
    authorization: AuthorizationResult,
    context: RequestContext,
  ) => Promise<AuthorizedOperation>;
}

/**
 * Creates the cache of one graph version. Each level is keyed by exactly what it depends on:
 * - an operation by the hash of its document and its name;
 * - a selection also by the booleans behind its conditions;
 * - decisions by the caller's reach and token access;
 * - a pruned operation by all of these and by what the arguments decide.
 *
 * No key or value names a patient. The size in bytes is bounded, whatever documents and conditions clients send.
 */
export function createOperationCache(
  graph: GraphVersion,
  limits: CacheLimits,
  budget: Pick<UnplannedBudget, 'run'>,
): OperationCache {
  const operations = new LRUCache<string, KnownOperation>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'operations'),
    sizeCalculation: ({ node }) => documentBytes(node.loc?.source.body.length ?? 0),
  });
  const selections = new LRUCache<string, SelectedOperation>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'selections'),
    sizeCalculation: ({ selection }) => fieldBytes(selection.fields.length),
  });
  const decisions = new LRUCache<string, Promise<Decisions>>({ max: 1000 });
  const prunedOperations = new LRUCache<string, PrunedOperation>({
    maxSize: cacheBytes(limits.cacheMegabytes, 'plans'),
    sizeCalculation: ({ dispositions }) => fieldBytes(dispositions.length),
  });
  const numberOf = createNumbering();
  const compileCosts = [...new Set(limits.listSizes)].map(
    (size) => [size, createCompileCost(graph.inner.schema, graph.demand, size)] as const,
  );

  const within = ({ run }: Pick<UnplannedBudget, 'run'>): OperationSteps => {
    /** Returns a cached value at once; deriving one counts against the budget. */
    const getOrDerive = async <Value extends object>(
      cache: LRUCache<string, Value>,
      key: string,
      { context, fields, derive }: Derivation<Value>,
    ): Promise<Value> => cache.get(key) ?? run(context, () => getOrSet(cache, key, derive), fields);

    return {
      find: ({ document, queryHash, operationName, context }) => {
        const keyOf = (name: string | null) => JSON.stringify([queryHash, name]);
        const derive = () => {
          const found = findOperation(graph.schema, document, operationName);
          // The only operation of a document is the same one with and without its name.
          return operationName === found.name
            ? found
            : getOrSet(operations, keyOf(found.name), () => found);
        };
        return getOrDerive(operations, keyOf(operationName), { context, fields: 1, derive });
      },
      select: async (operation, variables, context) => {
        const bits = operation.conditions.map((name) => (variables[name] === true ? '1' : '0'));
        const key = `${numberOf(operation)} ${bits.join('')}`;
        const derive = (): SelectedOperation => {
          const selection = select(operation, variables, limits.selections);
          return {
            selection,
            inputReaders: graph.inputReaders(selection),
            introspection: findIntrospection(selection.selections),
            demands: new Map(compileCosts.map(([size, compile]) => [size, compile(selection)])),
            customRules: findCustomRuleMatches(selection, graph),
          };
        };
        const derivation = { context, fields: operation.size, derive };
        return getOrDerive(selections, key, derivation);
      },
      prune: async (selected, authorization, context) => {
        const { selection } = selected;
        const { reach, tokenAccess, inputAuthorization } = authorization;
        const key = `${numberOf(selected)} ${reach.cacheKey} ${tokenAccess.cacheKey} ${String(reach.unlimited)} ${inputAuthorizationKey(inputAuthorization)}`;
        const derive = () => pruneOperation(graph, selection, authorization);
        const derivation = { context, fields: selection.fields.length, derive };
        return { authorization, pruned: await getOrDerive(prunedOperations, key, derivation) };
      },
    };
  };

  return {
    ...within(budget),
    within,
    authorize: (reach, tokenAccess) => {
      const key = `${reach.cacheKey} ${tokenAccess.cacheKey}`;
      return getOrSet(decisions, key, () => {
        const decided = authorize(graph.policy, graph.rules, {
          reach,
          tokenAccess,
          unmarked: graph.authorization.unmarked === 'allow' ? 'full' : 'none',
        });
        // Otherwise a failure would refuse these roles until the entry is evicted.
        decided.catch(() => decisions.delete(key));
        return decided;
      });
    },
    everything: allowEverything(graph.policy),
    visibleSchema: createVisibleSchemaCache(graph.schema),
  };
}

/** How a value is derived for a request. */
interface Derivation<Value> {
  readonly context: RequestContext;
  /** Number of fields that the work grows with. */
  readonly fields: number;
  readonly derive: () => Value;
}

/** Numbers objects: an object keeps its number, and no other object gets it. */
function createNumbering(): (value: object) => number {
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

/** The decisions about arguments that affect a pruned operation, as a text without the patients that they name. */
function inputAuthorizationKey({
  refused,
  rolesIdsByField,
  boundToOne,
  recordInputs,
}: InputAuthorization): string {
  if (refused.size + rolesIdsByField.size + recordInputs.size === 0) return '';
  return JSON.stringify([[...refused], [...rolesIdsByField], [...boundToOne], [...recordInputs]]);
}

function getOrSet<Value extends object>(
  cache: LRUCache<string, Value>,
  key: string,
  derive: () => Value,
): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const derived = derive();
  cache.set(key, derived);
  return derived;
}
