/** The kinds of problems with the marks of a graph. */
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

/** A problem that a schema author must fix before the graph is served. */
export interface Problem {
  readonly code: ProblemCode;
  /** Null for the graph as a whole and for a supergraph. */
  readonly subgraph: string | null;
  /** A schema coordinate; null for what has no coordinate, such as a `@link`. */
  readonly coordinate: string | null;
  /** The line in the subgraph's SDL, from 1; null if unknown. */
  readonly line: number | null;
  readonly message: string;
  /** What the schema author should write instead. */
  readonly mend: string;
}

/** A problem in one document, whose subgraph the caller adds. */
export type DocumentProblem = Omit<Problem, 'subgraph'>;

/** A problem in one line: place, fault, fix and code. */
export function problemLine(problem: Problem): string {
  const place = [
    problem.subgraph === null ? 'supergraph' : `subgraph ${problem.subgraph}`,
    ...(problem.line === null ? [] : [`line ${problem.line}`]),
    ...(problem.coordinate === null ? [] : [problem.coordinate]),
  ].join(', ');
  return `${place}: ${problem.message} ${problem.mend} [${problem.code}]`;
}
