import { visit } from 'graphql';
import type { DocumentNode } from 'graphql';

/** What the names of a document are long. */
export interface NameLengths {
  /** Of any name: of an operation, a fragment, a variable, a field or its alias. */
  readonly longest: number;
  /** Of all variable definitions together. */
  readonly variables: number;
}

/**
 * Measures the names that a client chose. Each object of a response repeats the keys that its client gave
 * them, and the record of an operation holds its name and those of its variables.
 */
export function countNames(document: DocumentNode): NameLengths {
  let longest = 0;
  let variables = 0;
  visit(document, {
    Name: ({ value }) => {
      longest = Math.max(longest, value.length);
    },
    VariableDefinition: ({ variable }) => {
      variables += variable.name.value.length;
    },
  });
  return { longest, variables };
}
