import type { Pass, ReleaseError } from './program.ts';

/**
 * A list in the order of what is released of its members, nulls last, so that positions tell nothing that the
 * members don't. Errors found in the list since `firstError` move with them.
 */
export function inReleasedOrder(
  pass: Pass,
  members: readonly unknown[],
  firstError: number,
): readonly unknown[] {
  return ordered(pass, members, { textOf: (value) => JSON.stringify(value), firstError });
}

/** A list with its nulls at the end, so that a suppressed member doesn't show where it was. Errors move along. */
export function nullsLast(
  pass: Pass,
  members: readonly unknown[],
  firstError: number,
): readonly unknown[] {
  return ordered(pass, members, { textOf: () => '', firstError });
}

/** A list in the order of its members' texts, nulls last; equal ones stay as they are. */
function ordered(
  pass: Pass,
  members: readonly unknown[],
  {
    textOf,
    firstError,
  }: { readonly textOf: (value: unknown) => string; readonly firstError: number },
): readonly unknown[] {
  const moved = members
    .map((value, from) => ({ value, from, text: value === null ? NULL_LAST : textOf(value) }))
    .toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  moveErrors(pass, firstError, (index) => moved.findIndex(({ from }) => from === index));
  return moved.map(({ value }) => value);
}

/** Errors of a list that is null as a whole: at which of its members they were, nothing tells. */
export function hidePositions(pass: Pass, firstError: number): void {
  moveErrors(pass, firstError, () => 0);
}

/** Larger than any JSON text. */
const NULL_LAST = '\uffff';

function moveErrors(pass: Pass, firstError: number, place: (from: number) => number): void {
  const depth = pass.path.length;
  const errors = pass.errors.splice(firstError).map((error) => {
    const at = error.path[depth];
    // `@` stands for every index already.
    return typeof at === 'number' ? { ...error, path: error.path.with(depth, place(at)) } : error;
  });
  const placeOf = ({ path }: ReleaseError): number =>
    path[depth] === '@' ? -1 : Number(path[depth]);
  pass.errors.push(...errors.toSorted((a, b) => placeOf(a) - placeOf(b)));
}
