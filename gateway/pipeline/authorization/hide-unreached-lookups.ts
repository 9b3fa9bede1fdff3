import { failuresOf } from '../../../directives/release/failures.ts';
import { authorizeLookups } from '../../../directives/release/authorize-lookups.ts';
import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { fetchDocument, planDocument } from '../fetch-document.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import type { OperationCache } from '../operation/operation-cache.ts';
import type { AuthorizedOperation } from '../operation/prune-operation.ts';
import type { ResolvedOperation } from '../operation/resolve-operation.ts';
import { resolveRelationshipsOfFetched } from './resolve-relationships.ts';

/** An operation without the lookups of records out of reach. */
export interface HiddenLookups {
  readonly authorized: AuthorizedOperation;
  /** The subgraphs of which a response was rejected by its digest or signature. */
  readonly rejected: readonly string[];
}

/**
 * For callers who do not reach every patient, fetches the identities of looked-up records before anything else, and
 * prunes lookups without a record in reach. A record out of reach and a missing record then look the same: in timing,
 * in errors and in calls to further subgraphs.
 */
export async function hideUnreachedLookups(
  {
    authorized,
    dryRun,
    operation,
    context,
    graph,
  }: {
    readonly authorized: AuthorizedOperation;
    /** Not null: everything is served, so nothing is hidden. */
    readonly dryRun: AuthorizedOperation | null;
    readonly operation: ResolvedOperation;
    readonly context: RequestContext;
    readonly graph: Pick<GraphVersion, 'authorization' | 'inner' | 'patientsIn'>;
  },
  {
    cache,
    dependencies: { relationships },
  }: {
    readonly cache: Pick<OperationCache, 'prune'>;
    readonly dependencies: { readonly relationships: RelationshipSource | null };
  },
): Promise<HiddenLookups> {
  const { authorization, pruned } = authorized;
  const { identities } = pruned;
  if (dryRun !== null || identities === null || graph.authorization.unreached !== 'hide')
    return { authorized, rejected: [] };

  const plan = await planDocument(graph.inner, identities.document, operation.variables);
  const fetched = await fetchDocument(graph.inner, plan, { context, signal: context.clientGone });
  const { data, failedPaths, isUnanswered, rejected } = fetched;
  const reach = await resolveRelationshipsOfFetched(
    { relationships, graph },
    { context, data, reach: authorization.reach },
  );
  const unreached = authorizeLookups(pruned.release, identities.lookups, {
    found: { data, failures: failuresOf(failedPaths), isUnanswered },
    reach,
  });
  if (unreached.size === 0)
    return { authorized: { authorization: { ...authorization, reach }, pruned }, rejected };

  const { inputAuthorization } = authorization;
  const refused = new Map([...inputAuthorization.refused, ...unreached]);
  const narrowed = {
    ...authorization,
    reach,
    inputAuthorization: { ...inputAuthorization, refused },
  };
  return { authorized: await cache.prune(operation.selected, narrowed, context), rejected };
}
