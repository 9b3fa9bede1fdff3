import type { Position } from './position.ts';

/** The kinds of problems of a graph and its marks. "The specification" is the phi specification. */
export type ProblemCode =
  /** The schema can't be parsed or is not valid GraphQL. */
  | 'INVALID_SDL'
  /** The specification is linked twice, or by `@core`, or the schema uses an element that it doesn't have. */
  | 'LINK_INVALID'
  /** A `@link` to another URL uses the specification's names, such as `@phi`. */
  | 'LINK_LOOK_ALIKE'
  /** The linked version is unknown. */
  | 'LINK_VERSION'
  /** A mark is used without a `@link`. */
  | 'MARK_NOT_LINKED'
  /** A mark is used without a `@composeDirective`. */
  | 'MARK_NOT_COMPOSED'
  /** The schema defines an element of the specification otherwise than every known version. */
  | 'DEFINITION_DIFFERS'
  /** A mark has invalid arguments, or has no effect where it is. */
  | 'MARK_INVALID'
  /** A mark is on an `@external` copy of a field only. */
  | 'MARK_ON_EXTERNAL'
  /** One element has several de-identification methods. */
  | 'METHODS_DIFFER'
  /** The type of a value can't hold the result of its method, such as Boolean for YEAR. */
  | 'METHOD_UNFIT'
  /** A value that is suppressed for some callers is non-null. */
  | 'SUPPRESS_NON_NULL'
  /** A type has two `@patient` paths. */
  | 'PATIENT_PATHS_DIFFER'
  /** A `@patient` path doesn't lead to a single id. */
  | 'PATIENT_PATH_INVALID'
  /** The field set of a `@key`, `@requires` or `@fromContext` is invalid. */
  | 'FIELD_SET_INVALID'
  /** Two `@requires` select one field with different arguments. */
  | 'REQUIRES_CONFLICT'
  /** An input takes an id that some callers see only as a pseudonym, without the marks of that id. */
  | 'PSEUDONYM_ARGUMENT'
  /** A name has the prefix that the gateway keeps for itself. */
  | 'PRIVATE_NAME'
  /** Apollo Gateway can't serve the graph, because of a directive for example. */
  | 'NOT_SUPPORTED'
  /** The subgraphs can't be composed. */
  | 'COMPOSITION'
  /** A supergraph and its subgraphs give different policies. */
  | 'POLICY_DIFFERS';

/** A problem that a schema author must fix before the graph is served. */
export interface Problem extends Position {
  readonly code: ProblemCode;
  /**
   * The subgraph whose SDL has the position. Null for a problem of the composed graph: one in a supergraph schema, or one of no
   * single subgraph.
   */
  readonly subgraph: string | null;
  /** A schema coordinate; null for what has no coordinate, such as a `@link`. */
  readonly coordinate: string | null;
  readonly message: string;
  /** What the schema author should write instead. */
  readonly fix: string;
}

/** A problem in one document, whose subgraph the caller adds. */
export type DocumentProblem = Omit<Problem, 'subgraph'>;

/** A problem in one line: `subgraph a, line 12, Claim.amount: <message> <fix> [MARK_INVALID]`. */
export function problemLine(problem: Problem): string {
  const source = problem.subgraph === null ? 'supergraph' : `subgraph ${problem.subgraph}`;
  return placedProblemLine(
    problem,
    problem.line === null ? source : `${source}, line ${problem.line}`,
  );
}

/** The same with another text for its place: `a.graphql:12:3, Claim.amount: <message> <fix> [MARK_INVALID]`. */
export function placedProblemLine(problem: Problem, place: string): string {
  const location = [place, ...(problem.coordinate === null ? [] : [problem.coordinate])].join(', ');
  return `${location}: ${problem.message} ${problem.fix} [${problem.code}]`;
}
