/** Which operations tell what the ledger doesn't know of people, as `admin.facts` names them. */
export interface FactsConfig {
  readonly patients: readonly FactsOperationConfig[];
  readonly actors: readonly FactsOperationConfig[];
  /** For one call. */
  readonly timeoutMs: number;
  /** How long an answer is kept, in memory alone. */
  readonly cacheMinutes: number;
}

/** One of them. */
export interface FactsOperationConfig {
  /** Name of a subgraph of the graph. */
  readonly subgraph: string;
  /** GraphQL text. */
  readonly operation: string;
}
