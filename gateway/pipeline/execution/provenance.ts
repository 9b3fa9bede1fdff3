import type { QueryPlan } from '@apollo/query-planner';
import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';

/** Path of keys in the fetched data, joined by `/`, without list indexes → the subgraphs that serve it, sorted. */
export type Provenance = ReadonlyMap<string, readonly string[]>;

type Node = NonNullable<QueryPlan['node']>;

/** Returns which subgraphs serve which field, from the selections of every fetch of a plan. */
export function provenanceOf(plan: QueryPlan): Provenance {
  const served = new Map<string, Set<string>>();
  const add = (path: readonly string[], subgraph: string): void => {
    const key = path.join('/');
    served.set(key, (served.get(key) ?? new Set()).add(subgraph));
  };
  if (plan.node) visitNode(plan.node, [], add);
  return new Map([...served].map(([path, subgraphs]) => [path, [...subgraphs].toSorted()]));
}

type Add = (path: readonly string[], subgraph: string) => void;

function visitNode(node: Node, path: readonly string[], add: Add): void {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) visitNode(child, path, add);
      return;
    case 'Flatten':
      visitNode(node.node, [...path, ...node.path.filter(isKey)], add);
      return;
    case 'Fetch':
      if (node.operationDocumentNode)
        visitDocument(node.operationDocumentNode, path, (below) => add(below, node.serviceName));
      return;
    case 'Condition':
      if (node.ifClause) visitNode(node.ifClause, path, add);
      if (node.elseClause) visitNode(node.elseClause, path, add);
      return;
    case 'Defer':
    case 'Subscription':
      return;
    default:
      never(node);
  }
}

function isKey(step: string | number): step is string {
  return typeof step === 'string' && step !== '@';
}

function visitDocument(
  document: DocumentNode,
  path: readonly string[],
  add: (path: readonly string[]) => void,
): void {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const visit = (set: SelectionSetNode, at: readonly string[]): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (fragment) visit(fragment.selectionSet, at);
      } else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet, at);
      else {
        // `_entities` is not in the data: its selections are at the path of the fetch.
        const isEntities = at === path && node.name.value === '_entities';
        const here = isEntities ? [...at] : [...at, node.alias?.value ?? node.name.value];
        if (!isEntities) add(here);
        if (node.selectionSet) visit(node.selectionSet, here);
      }
    }
  };
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) visit(node.selectionSet, path);
}

function never(node: never): never {
  throw new TypeError(`unknown plan node ${JSON.stringify(node)}`);
}
