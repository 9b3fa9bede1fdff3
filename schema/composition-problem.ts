import type { GraphQLError } from 'graphql';
import type { Problem } from '../directives/marks/problem.ts';

/** Converts one of Apollo's composition errors, with its first position. */
export function compositionProblem(error: GraphQLError): Problem {
  const node = error.nodes?.[0];
  const code: unknown = error.extensions['code'];
  return {
    code: 'COMPOSITION',
    subgraph: node?.loc?.source.name ?? null,
    coordinate: null,
    line: node?.loc?.startToken.line ?? null,
    message: error.message,
    mend: mendFor(code),
  };
}

function mendFor(code: unknown): string {
  if (code === 'MISSING_TRANSITIVE_AUTH_REQUIREMENTS')
    return 'Add the access control of the fields that it is computed from to the computed field.';
  return typeof code === 'string'
    ? `See ${code} in the list of Apollo Federation errors.`
    : "Apollo's composition failed on this schema. Simplify it until it composes.";
}
