import { getNullableType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { Complete, CompletionState, ReleaseError } from './program.ts';
import { hidePositions, inReleasedOrder, nullsLast } from './released-order.ts';

/** A null that an error explains, or a denial before planning. */
export const NULL = Symbol('null');

/** An object of an unreached patient: as if it did not exist. */
export const ABSENT = Symbol('absent');

/** The maximum number of errors in a response. Further errors are only counted. */
export const MAX_ERRORS = 100;

/** Adds an error at the current path. */
export function fail(pass: CompletionState, code: ReleaseError['code']): typeof NULL {
  failAt(pass, code, [...pass.path]);
  return NULL;
}

/** Adds an error at a path. */
export function failAt(
  pass: CompletionState,
  code: ReleaseError['code'],
  path: ReleaseError['path'],
): void {
  if (pass.errors.length < MAX_ERRORS) pass.errors.push({ code, path });
  else pass.furtherErrors += 1;
}

/** The kind of values in the lists of a field's type. */
export interface ListItems {
  /** De-identified leaves: suppressed items move to the end. */
  readonly areDeidentified: boolean;
  /** Objects with a `@patient` path: a missing item looks like an object of an unreached patient. */
  readonly mayBeUnreached: boolean;
}

/**
 * Wraps the completion of a type's innermost values in that of its lists and non-nulls.
 * https://spec.graphql.org/October2021/#CompleteValue()
 */
export function compileCompletion(
  type: GraphQLOutputType,
  innermost: Complete,
  listItems: ListItems,
): Complete {
  if (isNonNullType(type)) return nonNull(compileCompletion(type.ofType, innermost, listItems));
  const inner = isListType(type) ? list(type.ofType, innermost, listItems) : innermost;
  return (pass, value, owner, failures) => {
    if (value !== null && value !== undefined) return inner(pass, value, owner, failures);
    // Absent, not null: the requested subgraph returned nothing for an object that other subgraphs returned.
    return value === undefined || failures ? fail(pass, 'SUBGRAPH_FAILED') : null;
  };
}

function nonNull(inner: Complete): Complete {
  return (pass, value, owner, failures) => {
    const completed = inner(pass, value, owner, failures);
    return completed === null ? fail(pass, 'NULL_NOT_ALLOWED') : completed;
  };
}

function list(itemType: GraphQLOutputType, innermost: Complete, listItems: ListItems): Complete {
  const inner = compileCompletion(itemType, innermost, listItems);
  const needsItems = isNonNullType(itemType);
  const mayBeMissing = listItems.mayBeUnreached && !isListType(getNullableType(itemType));
  return (pass, items, owner, failures) => {
    if (!Array.isArray(items)) return fail(pass, 'SUBGRAPH_FAILED');
    const out: unknown[] = [];
    const firstAccess = pass.accesses.length;
    const firstError = pass.errors.length;
    const { pseudonymousCount } = pass;
    const isOrdered = (): boolean => pass.ordersLists && pass.pseudonymousCount > pseudonymousCount;
    const hidesNulls = listItems.areDeidentified && pass.ordersLists;
    for (let index = 0; index < items.length; index += 1) {
      pass.path.push(out.length);
      const item = inner(pass, items[index], owner, failures?.at(index));
      pass.path.pop();
      if (item === ABSENT || (item === null && mayBeMissing && pass.hidesMissing)) continue;
      if (item === NULL && needsItems) {
        pass.accesses.length = firstAccess;
        if (isOrdered() || hidesNulls) hidePositions(pass, firstError);
        return NULL;
      }
      out.push(item === NULL ? null : item);
    }
    if (isOrdered()) return inReleasedOrder(pass, out, firstError);
    return hidesNulls ? nullsLast(pass, out, firstError) : out;
  };
}
