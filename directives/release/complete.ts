import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { Complete, Pass, ReleaseError } from './program.ts';

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

/**
 * Compiles a type's wrappers around what completes its innermost values.
 * https://spec.graphql.org/October2021/#CompleteValue()
 */
export function completer(type: GraphQLOutputType, innermost: Complete): Complete {
  if (isNonNullType(type)) return nonNull(completer(type.ofType, innermost));
  const inner = isListType(type) ? list(type.ofType, innermost) : innermost;
  return (pass, value, owner, failures) => {
    if (value !== null && value !== undefined) return inner(pass, value, owner, failures);
    return failures ? fail(pass, 'SUBGRAPH_FAILED') : null;
  };
}

function nonNull(inner: Complete): Complete {
  return (pass, value, owner, failures) => {
    const completed = inner(pass, value, owner, failures);
    return completed === null ? fail(pass, 'NULL_NOT_ALLOWED') : completed;
  };
}

function list(itemType: GraphQLOutputType, innermost: Complete): Complete {
  const inner = completer(itemType, innermost);
  const needsItems = isNonNullType(itemType);
  return (pass, items, owner, failures) => {
    if (!Array.isArray(items)) return fail(pass, 'SUBGRAPH_FAILED');
    const out: unknown[] = [];
    const firstAccess = pass.accesses.length;
    for (let index = 0; index < items.length; index += 1) {
      pass.path.push(out.length);
      const item = inner(pass, items[index], owner, failures?.at(index));
      pass.path.pop();
      if (item === ABSENT) continue;
      if (item === NULL && needsItems) {
        pass.accesses.length = firstAccess;
        return NULL;
      }
      out.push(item === NULL ? null : item);
    }
    return out;
  };
}
