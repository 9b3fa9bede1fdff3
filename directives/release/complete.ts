import { getNullableType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { Complete, CompletionState, ReleaseError } from './program.ts';
import { hidePositions, inReleasedOrder, nullsLast } from './released-order.ts';

// Completing a value returns one of these:
// - the released value.
// - `null`: the fetched data, or its de-identification, is null. If the type is non-null, that is an error to report.
// - `NULL`: the value is withheld or failed, and any error is already reported. If the type is non-null, the object or
//   list that contains the value becomes `NULL` too.
// - `ABSENT`: an object of an unreached patient, or an object or enum value that is hidden because it is denied. A list
//   omits it, and any other field is null, or an error if it is non-null, as if the value did not exist.

/** A null that needs no further error. */
export const NULL = Symbol('null');

/** A value that looks as if it did not exist. */
export const ABSENT = Symbol('absent');

/** The maximum number of errors in a response. Further errors are only counted. */
export const MAX_ERRORS = 100;

/** Reports an error at the current path and returns the null of the value. */
export function fail(state: CompletionState, code: ReleaseError['code']): typeof NULL {
  failAt(state, code, [...state.path]);
  return NULL;
}

/** Reports an error at a path. */
export function failAt(
  state: CompletionState,
  code: ReleaseError['code'],
  path: ReleaseError['path'],
): void {
  if (state.errors.length < MAX_ERRORS) state.errors.push({ code, path });
  else state.furtherErrors += 1;
}

/** The kind of values in the lists of a field's type. */
export interface ListItems {
  /** De-identified leaves. Suppressed ones move to the end, so that their positions reveal nothing. */
  readonly areDeidentified: boolean;
  /** Objects with a `@patient` path. A null item can be omitted like an object of an unreached patient. */
  readonly mayBeUnreached: boolean;
  /** Values that are PHI and that the caller may be denied. A null item can be omitted like a denied one. */
  readonly mayBeDenied: boolean;
  /** Whether a field above can keep some of them out of the response, even for a caller who reaches all patients. */
  readonly mayBeKeptOut: boolean;
  /** What each leaf adds to the cost of the response; 0 for objects, which add their own. */
  readonly weight: number;
}

/**
 * Wraps the completion of a type's innermost values in that of its lists and non-nulls. Of a field `[Patient!]` with
 * the fetched patients p1 and p2, of which p2 is unreached, `[p1]` is released.
 * https://spec.graphql.org/October2021/#CompleteValue()
 */
export function compileCompletion(
  type: GraphQLOutputType,
  innermost: Complete,
  listItems: ListItems,
): Complete {
  if (isNonNullType(type)) return nonNull(compileCompletion(type.ofType, innermost, listItems));
  const inner = isListType(type) ? list(type.ofType, innermost, listItems) : innermost;
  return (state, value, owner, failures) => {
    if (value !== null && value !== undefined) return inner(state, value, owner, failures);
    // Undefined: the subgraph of this field returned nothing for an object that other subgraphs returned. With
    // `failures`, a fetch failed at this path or below it.
    return value === undefined || failures ? fail(state, 'SUBGRAPH_FAILED') : null;
  };
}

function nonNull(inner: Complete): Complete {
  return (state, value, owner, failures) => {
    const completed = inner(state, value, owner, failures);
    return completed === null ? fail(state, 'NULL_NOT_ALLOWED') : completed;
  };
}

function list(itemType: GraphQLOutputType, innermost: Complete, listItems: ListItems): Complete {
  const inner = compileCompletion(itemType, innermost, listItems);
  const isItemNonNull = isNonNullType(itemType);
  // Only the items of the innermost list are values. A null list is not a missing value.
  const isInnermost = !isListType(getNullableType(itemType));
  // Otherwise a null would be a missing object, and an omitted one an object that the caller may not know of.
  const omitsNulls = ({ hidesUnreached, isReachLimited, hidesDenied }: CompletionState): boolean =>
    isInnermost &&
    ((listItems.mayBeUnreached && hidesUnreached && (isReachLimited || listItems.mayBeKeptOut)) ||
      (listItems.mayBeDenied && hidesDenied));
  const weight = isInnermost ? listItems.weight : 0;
  return (state, items, owner, failures) => {
    if (!Array.isArray(items)) return fail(state, 'SUBGRAPH_FAILED');
    const out: unknown[] = [];
    const firstAccess = state.accesses.length;
    const firstError = state.errors.length;
    const costBefore = state.cost;
    const countBefore = state.pseudonymousCount;
    const isSorted = (): boolean => state.ordersLists && state.pseudonymousCount > countBefore;
    const hidesNulls = listItems.areDeidentified && state.ordersLists;
    for (let index = 0; index < items.length; index += 1) {
      state.path.push(out.length);
      const item = inner(state, items[index], owner, failures?.at(index));
      state.path.pop();
      if (item === ABSENT || (item === null && omitsNulls(state))) continue;
      if (item === NULL && isItemNonNull) {
        // The list becomes null, so nothing of it is released.
        state.accesses.length = firstAccess;
        state.cost = costBefore;
        if (isSorted() || hidesNulls) hidePositions(state, firstError);
        return NULL;
      }
      out.push(item === NULL ? null : item);
    }
    state.cost += weight * out.length;
    if (isSorted()) return inReleasedOrder(state, out, firstError);
    return hidesNulls ? nullsLast(state, out, firstError) : out;
  };
}
