import type { GraphQLField } from 'graphql';

/** The field extension in which {@link noteArguments} keeps its note. */
const KEY = 'phiTakesArguments';

type Field = GraphQLField<unknown, unknown>;

/**
 * Notes on a field of the client schema, which is modified, that it takes arguments which are not visible there:
 * `@inaccessible` ones, or those of the same field on a type that implements the field's interface. `select` then gives
 * the field an alias of the gateway's own, as it does for a field with visible arguments, so that its occurrences on the
 * interface and on its types are merged under one response key.
 */
export function noteArguments(field: Field): void {
  field.extensions = { ...field.extensions, [KEY]: true };
}

/** Whether a field takes arguments in the graph, visible to clients or not. */
export function takesArguments({ args, extensions }: Field): boolean {
  return args.length > 0 || extensions[KEY] === true;
}
