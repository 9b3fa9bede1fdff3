import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/**
 * Counts the selections of an operation with every fragment expanded, which validation, planning and release have to
 * visit. Without a name, returns the count of the largest operation or fragment: validation also visits unused fragments.
 *
 * Each fragment is counted once, so the cost is one step per selection of the document, whatever its expansion. A fragment
 * that contains itself counts as infinite, an unknown fragment as 0: validation refuses both.
 */
export function countSelections(document: DocumentNode, operationName?: string | null): number {
  return measure(document, operationName ?? null, (count, below) => count + 1 + below);
}

/**
 * Counts how deep the selections of a document are nested, fragments expanded: the stack depth of recursion over them. As
 * cheap as {@link countSelections}.
 */
export function countNesting(document: DocumentNode): number {
  return measure(document, null, (deepest, below) => Math.max(deepest, 1 + below));
}

/** Combines the measure of a selection set so far with the measure below its next selection. */
type Combine = (soFar: number, below: number) => number;

function measure(document: DocumentNode, operationName: string | null, combine: Combine): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const measured = new Map<string, number>();

  function measureFragment(name: string): number {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    // Found again below only if the fragment contains itself.
    measured.set(name, Infinity);
    const result = measureSet(fragment.selectionSet);
    measured.set(name, result);
    return result;
  }

  function measureSet(set: SelectionSetNode): number {
    let result = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        result = combine(result, measureFragment(selection.name.value));
      } else {
        result = combine(result, selection.selectionSet ? measureSet(selection.selectionSet) : 0);
      }
    }
    return result;
  }

  let most = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      if (operationName === null || definition.name?.value === operationName) {
        most = Math.max(most, measureSet(definition.selectionSet));
      }
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION && operationName === null) {
      most = Math.max(most, measureFragment(definition.name.value));
    }
  }
  return most;
}
