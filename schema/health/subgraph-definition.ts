import type { Resolvers } from './executable-schema.ts';
import type { IndexPlan } from './index/csv-file.ts';
import type { Sqlite } from './sqlite.ts';

/** What the resolvers of a subgraph use. */
export interface Stores {
  /** The rows of the export, read-only. */
  readonly index: Sqlite;
  /** The store of clients' writes. The first call creates it; it closes with the subgraph. */
  readonly writes: () => Sqlite;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** An example subgraph: its index and its resolvers. */
export interface SubgraphDefinition {
  readonly plan: IndexPlan;
  readonly createResolvers: (stores: Stores) => Resolvers;
}
