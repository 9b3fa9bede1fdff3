import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { unreachable } from '../../../directives/unreachable.ts';
import type { CompileEntityCheck, EntityCheck } from './entity-check.ts';

/** A fetch of Apollo's query plan: one operation for one subgraph, for the objects at one path. */
export interface PlannedFetch {
  readonly node: FetchNode;
  /** The parsed operation, as it was planned. */
  readonly document: DocumentNode;
  /** How its entities are checked, which changes the operation that is sent; null where they are not. */
  readonly check: EntityCheck | null;
  /** Path of its entities or its data: keys, with `@` for each list. */
  readonly path: readonly string[];
  /** The fetches that must have ended before this one starts. */
  readonly needs: readonly PlannedFetch[];
}

/**
 * Lists the fetches of a query plan, each after those that it needs. What a fetch needs is Apollo's order:
 *
 *     Sequence { A, Parallel { Sequence { B, C }, D }, E }
 *
 * becomes A, B (needs A), C (needs B), D (needs A), E (needs C and D).
 *
 * @throws TypeError for conditions, deferred parts and subscriptions, which the gateway's documents never contain
 */
export function listFetches(
  { node }: QueryPlan,
  checkOf: CompileEntityCheck,
): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];
  if (node?.kind === 'Subscription') throw new TypeError('a plan for a subscription');
  if (node) addFetches(node, { fetches, checkOf, path: [], needs: [] });
  return fetches;
}

interface Place extends Pick<PlannedFetch, 'path' | 'needs'> {
  readonly fetches: PlannedFetch[];
  readonly checkOf: CompileEntityCheck;
}

/** Returns the fetches with which the node has ended. */
function addFetches(node: PlanNode, place: Place): readonly PlannedFetch[] {
  const { fetches, checkOf, path, needs } = place;
  switch (node.kind) {
    case 'Sequence':
      return node.nodes.reduce(
        (before, child) => addFetches(child, { ...place, needs: before }),
        needs,
      );
    case 'Parallel':
      return [...new Set(node.nodes.flatMap((child) => addFetches(child, place)))];
    case 'Flatten':
      return addFetches(node.node, { ...place, path: [...path, ...node.path.map(String)] });
    case 'Fetch': {
      const document = parse(node.operation, { noLocation: true });
      const fetch = { node, document, check: checkOf(node, document), path, needs };
      fetches.push(fetch);
      return [fetch];
    }
    case 'Condition':
    case 'Defer':
      throw new TypeError(`a plan with ${node.kind}`);
    default:
      return unreachable(node);
  }
}
