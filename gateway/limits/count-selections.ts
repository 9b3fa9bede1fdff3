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
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const counted = new Map<string, number>();

  function countFragment(name: string): number {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    counted.set(name, Infinity);
    const count = countSet(fragment.selectionSet);
    counted.set(name, count);
    return count;
  }

  function countSet(set: SelectionSetNode): number {
    let count = 0;
    for (const selection of set.selections) {
      count += 1;
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += countFragment(selection.name.value);
      else if (selection.selectionSet !== undefined) count += countSet(selection.selectionSet);
    }
    return count;
  }

  let heaviest = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      if (operationName == null || definition.name?.value === operationName) {
        heaviest = Math.max(heaviest, countSet(definition.selectionSet));
      }
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION && operationName == null) {
      heaviest = Math.max(heaviest, countFragment(definition.name.value));
    }
  }
  return heaviest;
}
