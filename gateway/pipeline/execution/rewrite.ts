import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isDataObject, isOfType, type DataObject } from './data.ts';
import { merge } from './merge.ts';

/** Changes data in place, as a plan requires. */
export type Rewrite = (data: unknown) => void;

/** Begins a step of a rewrite's path that is a type condition, such as `... on Patient`. */
const FRAGMENT = '... on ';

/**
 * Compiles the planner's rewrites: values to set in representations (the interface's name for an `@interfaceObject`), and
 * the planner's aliases to rename in responses.
 */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  schema: GraphQLSchema,
): Rewrite | null {
  if (!rewrites || rewrites.length === 0) return null;
  const all = rewrites.map((rewrite) => compileRewrite(rewrite, schema));
  return (data) => {
    for (const rewrite of all) rewrite(data);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, schema: GraphQLSchema): Rewrite {
  const path = [...rewrite.path];
  const key = path.pop() ?? '';
  const change = (object: DataObject): void => {
    if (rewrite.kind === 'ValueSetter') {
      object[key] = rewrite.setValueTo;
    } else if (object[key] !== undefined) {
      const value = object[key];
      delete object[key];
      // The planner uses an alias where one key has two types; both hold parts of one value.
      merge(object, { [rewrite.renameKeyTo]: value });
    }
  };
  const walk = (value: unknown, at: number): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, at);
      return;
    }
    if (!isDataObject(value)) return;
    const step = path[at];
    if (step === undefined) change(value);
    else if (!step.startsWith(FRAGMENT)) walk(value[step], at + 1);
    else if (isOfType(schema, value, step.slice(FRAGMENT.length)) !== false) walk(value, at + 1);
  };
  return (data) => walk(data, 0);
}
