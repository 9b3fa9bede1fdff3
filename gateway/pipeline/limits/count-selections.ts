import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/**
 * Counts the selections of an operation as if every fragment were written out where it is spread, since
 * that is what validation, planning and release have to walk. Without a name, the heaviest operation
 * counts; unused fragments count as operations do, because validation walks them too.
 *
 * Each fragment is counted once and remembered, so the count costs one step per selection of the
 * document, whatever it would expand to. A fragment that contains itself counts as infinite, an unknown
 * one as nothing: validation refuses both.
 */
export function countSelections(document: DocumentNode, operationName?: string | null): number {
  return measure(document, operationName ?? null, (count, below) => count + 1 + below);
}

/**
 * Counts how deep the selections of a document are nested, fragments included: what recursion over them
 * needs of the stack. Costs as little as {@link countSelections}.
 */
export function countNesting(document: DocumentNode): number {
  return measure(document, null, (deepest, below) => Math.max(deepest, 1 + below));
}

/** Joins what was measured of a selection set so far with what stands below its next selection. */
type Join = (soFar: number, below: number) => number;

function measure(document: DocumentNode, operationName: string | null, join: Join): number {
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
    measured.set(name, Infinity);
    const result = measureSet(fragment.selectionSet);
    measured.set(name, result);
    return result;
  }

  function measureSet(set: SelectionSetNode): number {
    let result = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        result = join(result, measureFragment(selection.name.value));
      } else {
        result = join(result, selection.selectionSet ? measureSet(selection.selectionSet) : 0);
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
