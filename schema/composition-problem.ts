import type { GraphQLError } from 'graphql';
import type { Problem } from '../directives/problem.ts';

/** One of Apollo's composition errors in our form: its own code and text, and the first place it names. */
export function compositionProblem(error: GraphQLError): Problem {
  const node = error.nodes?.[0];
  const subgraph: unknown = node && Reflect.get(node, 'subgraph');
  const code: unknown = error.extensions['code'];
  return {
    code: 'COMPOSITION',
    subgraph: typeof subgraph === 'string' ? subgraph : null,
    coordinate: null,
    line: node?.loc?.startToken.line ?? null,
    message: error.message,
    mend: `Apollo Federation explains it under the code ${typeof code === 'string' ? code : 'of its own'}.`,
  };
}
