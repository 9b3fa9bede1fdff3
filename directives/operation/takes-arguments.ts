import type { GraphQLField } from 'graphql';

const KEY = 'phiTakesArguments';

type Field = GraphQLField<unknown, unknown>;

/**
 * Records on a field of the client schema that it takes arguments which are not visible there: `@inaccessible` ones, or
 * arguments of types that implement its interface.
 */
export function noteArguments(field: Field): void {
  field.extensions = { ...field.extensions, [KEY]: true };
}

/** Whether a field takes arguments in the graph, visible to clients or not. */
export function takesArguments({ args, extensions }: Field): boolean {
  return args.length > 0 || extensions[KEY] === true;
}
