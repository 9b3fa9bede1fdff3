import { getNullableType, isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { Complete, Pass, ReleaseError } from './program.ts';
import { hidePositions, inReleasedOrder, nullsLast } from './released-order.ts';

/** A null that its error already explains, or that a denial before planning does. */
export const NULL = Symbol('null');

/** An object that is not there for this caller. */
export const ABSENT = Symbol('absent');

/** How many errors a response carries; the rest is a number. */
export const MAX_ERRORS = 100;

/** Notes an error where the pass stands. */
export function fail(pass: Pass, code: ReleaseError['code']): typeof NULL {
  failAt(pass, code, [...pass.path]);
  return NULL;
}

/** Notes an error at a place. */
export function failAt(pass: Pass, code: ReleaseError['code'], path: ReleaseError['path']): void {
  if (pass.errors.length < MAX_ERRORS) pass.errors.push({ code, path });
  else pass.furtherErrors += 1;
}

/** What the lists of a field's type hold. */
export interface Members {
  /** Leaves that are shown de-identified: what is suppressed of them goes to the end. */
  readonly areDeidentified: boolean;
  /** Objects that tell whose record they are: a missing one is like one of a patient out of reach. */
  readonly tellPatients: boolean;
}

/**
 * Compiles a type's wrappers around what completes its innermost values.
 * https://spec.graphql.org/October2021/#CompleteValue()
 */
export function completer(
  type: GraphQLOutputType,
  innermost: Complete,
  members: Members,
): Complete {
  if (isNonNullType(type)) return nonNull(completer(type.ofType, innermost, members));
  const inner = isListType(type) ? list(type.ofType, innermost, members) : innermost;
  return (pass, value, owner, failures) => {
    if (value !== null && value !== undefined) return inner(pass, value, owner, failures);
    // Absent, not null: the subgraph that was asked for it gave nothing for the object that others know.
    return value === undefined || failures ? fail(pass, 'SUBGRAPH_FAILED') : null;
  };
}

function nonNull(inner: Complete): Complete {
  return (pass, value, owner, failures) => {
    const completed = inner(pass, value, owner, failures);
    return completed === null ? fail(pass, 'NULL_NOT_ALLOWED') : completed;
  };
}

function list(itemType: GraphQLOutputType, innermost: Complete, members: Members): Complete {
  const inner = completer(itemType, innermost, members);
  const needsItems = isNonNullType(itemType);
  const mayBeMissing = members.tellPatients && !isListType(getNullableType(itemType));
  return (pass, items, owner, failures) => {
    if (!Array.isArray(items)) return fail(pass, 'SUBGRAPH_FAILED');
    const out: unknown[] = [];
    const firstAccess = pass.accesses.length;
    const firstError = pass.errors.length;
    const { pseudonymous } = pass;
    const isOrdered = (): boolean => pass.ordersLists && pass.pseudonymous > pseudonymous;
    const hidesNulls = members.areDeidentified && pass.ordersLists;
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
