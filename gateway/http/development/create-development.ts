import type { IssuerConfig } from '../../access/identity/identity-config.ts';
import type { ReachConfig } from '../../access/authorization-config.ts';
import { createSubgraphErrors, type SubgraphErrors } from './subgraph-errors.ts';

/** What a gateway in development mode has in addition: GraphiQL as any role, and the errors of subgraphs. */
export interface Development {
  /** The roles of the graph and of `authorization.reach`, sorted. */
  readonly roles: readonly string[];
  /** All accepted issuers. */
  readonly issuers: readonly IssuerConfig[];
  readonly subgraphErrors: SubgraphErrors;
}

/** Creates what development mode needs; null outside development mode. */
export function createDevelopment(
  {
    development,
    authorization: { reach },
    identity: { issuers },
  }: {
    readonly development: boolean;
    readonly authorization: { readonly reach: ReadonlyMap<string, ReachConfig> };
    readonly identity: { readonly issuers: readonly IssuerConfig[] };
  },
  rolesOfGraph: readonly string[],
): Development | null {
  if (!development) return null;
  const roles = [...new Set([...rolesOfGraph, ...reach.keys()])].toSorted();
  return { roles, issuers, subgraphErrors: createSubgraphErrors() };
}
