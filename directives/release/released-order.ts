import type { CompletionState, ReleaseError } from './program.ts';

/**
 * Sorts a list by the released values of its items, nulls last, so that positions reveal nothing else. The errors of
 * the list, from index `firstError` on, move with their items.
 */
export function inReleasedOrder(
  state: CompletionState,
  items: readonly unknown[],
  firstError: number,
): readonly unknown[] {
  return ordered(state, items, { textOf: (value) => JSON.stringify(value), firstError });
}

/** Moves the nulls of a list to its end, so that the position of a suppressed item is hidden. Errors move along. */
export function nullsLast(
  state: CompletionState,
  items: readonly unknown[],
  firstError: number,
): readonly unknown[] {
  return ordered(state, items, { textOf: () => '', firstError });
}

/** Sorts a list by the texts of its items, nulls last. Items with equal texts keep their order. */
function ordered(
  state: CompletionState,
  items: readonly unknown[],
  {
    textOf,
    firstError,
  }: { readonly textOf: (value: unknown) => string; readonly firstError: number },
): readonly unknown[] {
  const moved = items
    .map((value, from) => ({ value, from, text: value === null ? NULL_LAST : textOf(value) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  moveErrors(state, firstError, (index) => moved.findIndex(({ from }) => from === index));
  return moved.map(({ value }) => value);
}

/** Hides the item positions in the errors of a list that became null. */
export function hidePositions(state: CompletionState, firstError: number): void {
  moveErrors(state, firstError, () => 0);
}

/** The text of a null item: larger than any JSON text. */
const NULL_LAST = '\uffff';

/** Gives the errors of a list, from index `firstError` on, new item indexes, and sorts them by these. */
function moveErrors(
  state: CompletionState,
  firstError: number,
  newIndexOf: (index: number) => number,
): void {
  const depth = state.path.length;
  const errors = state.errors.splice(firstError).map((error) => {
    const index = error.path[depth];
    // An error of every item has `@` in place of an index, such as `patients/@/name`.
    return typeof index === 'number'
      ? { ...error, path: error.path.with(depth, newIndexOf(index)) }
      : error;
  });
  const orderOf = ({ path }: ReleaseError): number =>
    path[depth] === '@' ? BEFORE_ITEMS : Number(path[depth]);
  state.errors.push(...errors.toSorted((a, b) => orderOf(a) - orderOf(b)));
}

/** The place of an error without an index among the errors of a list. */
const BEFORE_ITEMS = -1;
