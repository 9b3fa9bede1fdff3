import { failuresOf } from '../../../directives/release/failures.ts';
import { authorizeLookups } from '../../../directives/release/authorize-lookups.ts';
import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { fetchDocument, planDocument } from '../fetch-document.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import type { OperationCache } from '../operation/operation-cache.ts';
import type { AuthorizedOperation } from '../operation/prune-operation.ts';
import type { ResolvedOperation } from '../operation/resolve-operation.ts';
import type { RejectedResponses } from '../rejected-responses.ts';
import { resolveRelationshipsOfFetched } from './resolve-relationships.ts';

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
    rejectedResponses,
  }: {
    readonly authorized: AuthorizedOperation;
    /** Not null: everything is served, so nothing is hidden. */
    readonly dryRun: AuthorizedOperation | null;
    readonly operation: ResolvedOperation;
    readonly context: RequestContext;
    readonly graph: Pick<GraphVersion, 'authorization' | 'inner' | 'patientsIn'>;
    readonly rejectedResponses: RejectedResponses;
  },
  {
    cache,
    dependencies: { relationships },
  }: {
    readonly cache: Pick<OperationCache, 'prune'>;
    readonly dependencies: { readonly relationships: RelationshipSource | null };
  },
): Promise<AuthorizedOperation> {
  const { authorization, pruned } = authorized;
  const { identities } = pruned;
  if (dryRun !== null || identities === null || graph.authorization.unreached !== 'hide')
    return authorized;

  const plan = await planDocument(graph.inner, identities.document, operation.variables);
  const signal = context.clientGone;
  const fetched = await fetchDocument(graph.inner, plan, { context, signal, rejectedResponses });
  const { data, failedPaths, isUnanswered } = fetched;
  const reach = await resolveRelationshipsOfFetched(
    { relationships, graph },
    { context, data, reach: authorization.reach },
  );
  const unreached = authorizeLookups(pruned.release, identities.lookups, {
    found: { data, failures: failuresOf(failedPaths), isUnanswered },
    reach,
  });
  if (unreached.size === 0) return { authorization: { ...authorization, reach }, pruned };

  const { inputAuthorization } = authorization;
  const refused = new Map([...inputAuthorization.refused, ...unreached]);
  const narrowed = {
    ...authorization,
    reach,
    inputAuthorization: { ...inputAuthorization, refused },
  };
  return cache.prune(operation.selected, narrowed, context);
}
