import type { GraphQLField } from 'graphql';

const KEY = 'phiTakesArguments';

type Field = GraphQLField<unknown, unknown>;

/**
 * Notes on a field of the client's schema that it takes arguments which the schema doesn't show there: they are
 * `@inaccessible`, or only types that implement the interface have them.
 */
export function noteArguments(field: Field): void {
  field.extensions = { ...field.extensions, [KEY]: true };
}

/** Whether the graph itself could ask for a field with arguments, whatever a client can give. */
export function takesArguments({ args, extensions }: Field): boolean {
  return args.length > 0 || extensions[KEY] === true;
}
