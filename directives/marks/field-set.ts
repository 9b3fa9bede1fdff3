import { GraphQLError, Kind, parse, print, type SelectionSetNode } from 'graphql';

/**
 * Parses the field set of a `@key`, `@requires` or `@fromContext`, with or without outer braces. Null if it is invalid.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export function parseFieldSet(text: string): SelectionSetNode | null {
  const source = text.trim().startsWith('{') ? text : `{ ${text} }`;
  try {
    const [operation, ...others] = parse(source, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return null;
    return operation.selectionSet;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

/** Prints a field set on one line, without outer braces: `id organization { id }`. */
export function printFieldSet(selection: SelectionSetNode): string {
  return print(selection).replaceAll(/\s+/g, ' ').slice(2, -2);
}
