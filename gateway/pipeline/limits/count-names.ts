import { visit } from 'graphql';
import type { DocumentNode } from 'graphql';

/** Lengths of the names in a document. */
export interface NameLengths {
  /** The longest name of an operation, fragment, variable, field or alias. */
  readonly longest: number;
  /** The sum of all variable names. */
  readonly variables: number;
}

/**
 * Measures the names that a client chose. Every object of a response repeats its response keys, and the record of an
 * operation has its name and the names of its variables.
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
