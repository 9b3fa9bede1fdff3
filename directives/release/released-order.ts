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

/** Sorts a list by the texts of its items, nulls last. The order of equal items is kept. */
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

/** Larger than any JSON text. */
const NULL_LAST = '\uffff';

function moveErrors(
  state: CompletionState,
  firstError: number,
  place: (from: number) => number,
): void {
  const depth = state.path.length;
  const errors = state.errors.splice(firstError).map((error) => {
    const at = error.path[depth];
    // `@` already matches every index.
    return typeof at === 'number' ? { ...error, path: error.path.with(depth, place(at)) } : error;
  });
  const placeOf = ({ path }: ReleaseError): number =>
    path[depth] === '@' ? -1 : Number(path[depth]);
  state.errors.push(...errors.toSorted((a, b) => placeOf(a) - placeOf(b)));
}
