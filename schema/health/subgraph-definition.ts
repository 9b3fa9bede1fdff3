import type { Resolvers } from './executable-schema.ts';
import type { IndexPlan } from './index/csv-file.ts';
import type { Sqlite } from './sqlite.ts';

/** What the resolvers of a subgraph work on. */
export interface Stores {
  /** The rows of the export, read-only. */
  readonly index: Sqlite;
  /** What clients wrote. The first call creates it; it is closed with the subgraph. */
  readonly writes: () => Sqlite;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** One of the example subgraphs: what it reads and how it answers. */
export interface SubgraphDefinition {
  readonly plan: IndexPlan;
  readonly createResolvers: (stores: Stores) => Resolvers;
}
