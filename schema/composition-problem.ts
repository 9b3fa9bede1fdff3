import type { GraphQLError } from 'graphql';
import type { Problem } from '../directives/marks/problem.ts';

/** One of Apollo's composition errors in our form: its own code and text, and the first place it names. */
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
    return 'Put the access control of what it is computed from on the computed field too.';
  return typeof code === 'string'
    ? `Apollo Federation's list of errors explains ${code}.`
    : "Apollo's composition failed on this schema: make it simpler until it passes.";
}
