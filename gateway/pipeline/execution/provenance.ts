import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { PlannedFetch } from './list-fetches.ts';

/** Path of keys in the fetched data, joined by `/`, without list indexes → the subgraphs that serve it, sorted. */
export type Provenance = ReadonlyMap<string, readonly string[]>;

/** Returns which subgraphs serve which field, from the selections of every fetch of a plan. */
export function provenanceOf(fetches: readonly PlannedFetch[]): Provenance {
  const served = new Map<string, Set<string>>();
  for (const { node, document, path } of fetches) {
    const add = (below: readonly string[]): void => {
      const key = below.join('/');
      served.set(key, (served.get(key) ?? new Set()).add(node.serviceName));
    };
    const keys = path.filter((step) => step !== '@');
    visitDocument(document, keys, add);
  }
  return new Map([...served].map(([path, subgraphs]) => [path, [...subgraphs].toSorted()]));
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
