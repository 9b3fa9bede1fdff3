/** What can be wrong with the marks of a graph, or with how a subgraph brings them in. */
export type ProblemCode =
  | 'INVALID_SDL'
  | 'LINK_INVALID'
  | 'LINK_LOOK_ALIKE'
  | 'LINK_VERSION'
  | 'MARK_NOT_LINKED'
  | 'MARK_NOT_COMPOSED'
  | 'DEFINITION_DIFFERS'
  | 'MARK_INVALID'
  | 'MARK_ON_EXTERNAL'
  | 'METHODS_DIFFER'
  | 'METHOD_UNFIT'
  | 'SUPPRESS_NON_NULL'
  | 'PATIENT_PATHS_DIFFER'
  | 'PATIENT_PATH_INVALID'
  | 'FIELD_SET_INVALID'
  | 'REQUIRES_CONFLICT'
  | 'PSEUDONYM_ARGUMENT'
  | 'PRIVATE_NAME'
  | 'NOT_SUPPORTED'
  | 'COMPOSITION'
  | 'POLICY_DIFFERS';

/** One thing that a schema author has to mend before the graph is served. */
export interface Problem {
  readonly code: ProblemCode;
  /** Null: the graph as a whole, or a supergraph. */
  readonly subgraph: string | null;
  /** A schema coordinate; null for what has none, such as a `@link`. */
  readonly coordinate: string | null;
  /** Line of the subgraph's SDL, from 1. */
  readonly line: number | null;
  readonly message: string;
  /** What to write instead, in plain words. */
  readonly mend: string;
}

/** A problem before anyone has said whose it is. */
export type Finding = Omit<Problem, 'subgraph'>;

/** One line that a person can act on: place, fault, mend. */
export function problemLine(problem: Problem): string {
  const place = [
    problem.subgraph === null ? 'supergraph' : `subgraph ${problem.subgraph}`,
    ...(problem.line === null ? [] : [`line ${problem.line}`]),
    ...(problem.coordinate === null ? [] : [problem.coordinate]),
  ].join(', ');
  return `${place}: ${problem.message} ${problem.mend} [${problem.code}]`;
}
