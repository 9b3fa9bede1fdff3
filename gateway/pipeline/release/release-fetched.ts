import { failuresOf } from '../../../directives/release/failures.ts';
import { release, type Released } from '../../../directives/release/release.ts';
import type { RuleRequest } from '../../access/custom-rules/evaluable-rule.ts';
import type { RelationshipSource } from '../../access/relationships/relationship-source.ts';
import type { DeniedEntry } from '../../audit/record/record.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { Pseudonyms } from './create-pseudonyms.ts';
import type { RecordHash } from './create-record-hash.ts';
import { countDenied, hasDenials } from '../operation/denials.ts';
import { describeAccesses, rulesOfReach } from './describe-accesses.ts';
import { describeDryRun } from './describe-dry-run.ts';
import { evaluateObjectRules, type Permits } from '../authorization/evaluate-custom-rules.ts';
import type { Fetched } from '../execution/inner-gateway.ts';
import type { GraphVersion } from '../graph/graph-version.ts';
import { factsWithoutRelease, type RecordFacts } from './operation-record.ts';
import type { AuthorizedOperation } from '../operation/prune-operation.ts';
import type { ResolvedOperation } from '../operation/resolve-operation.ts';
import { resolveRelationshipsOfFetched } from '../authorization/resolve-relationships.ts';

/** What release needs besides the request. */
export interface ReleaseDependencies {
  readonly relationships: RelationshipSource | null;
  readonly pseudonyms: Pseudonyms;
  readonly recordHash: RecordHash;
  /** First three digits of the ZIP codes of areas with 20,000 people or fewer. */
  readonly smallAreas: ReadonlySet<string>;
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Called with what a dry run would have denied. */
  readonly onWouldDeny: (context: RequestContext, denied: readonly DeniedEntry[]) => void;
  /** Called with each call of a custom rule that gives no valid result. */
  readonly onRuleFault: RuleRequest['onRuleFault'];
}

/** An operation whose data was fetched. */
export interface ReleasableOperation {
  readonly context: RequestContext;
  readonly operation: ResolvedOperation;
  readonly graph: Pick<
    GraphVersion,
    'authorization' | 'customRules' | 'isPatientId' | 'patientsIn' | 'schema'
  >;
  readonly authorized: AuthorizedOperation;
  /** What a dry run serves; null outside a dry run. */
  readonly dryRun: AuthorizedOperation | null;
  readonly introspected: ReadonlyMap<string, unknown>;
}

/** Releases fetched data by the reach to its patients, and returns the facts to record. */
export async function releaseFetched(
  releasable: ReleasableOperation,
  fetched: Fetched,
  dependencies: ReleaseDependencies,
): Promise<{ readonly released: Released; readonly facts: RecordFacts }> {
  const { context, operation, graph, dryRun } = releasable;
  const { authorization, pruned } = releasable.authorized;
  const { relationships } = dependencies;
  // Only the fetched data shows whose objects it holds.
  const reach = await resolveRelationshipsOfFetched(
    { relationships, graph },
    { context, data: fetched.data, reach: authorization.reach },
  );
  const authorized = { authorization: { ...authorization, reach }, pruned };
  const releaseBy = (by: AuthorizedOperation, permits: Permits) =>
    releaseAs(releasable, { by, permits, ...fetched }, dependencies);

  const permits = operation.selected.customRules.seesObjects
    ? await evaluateObjectRules((survey) => releaseBy(authorized, survey), {
        customRules: graph.customRules,
        variables: operation.variables,
        context,
        onRuleFault: dependencies.onRuleFault,
      })
    : PERMIT_ALL;
  const permitted = releaseBy(authorized, permits);
  const denied = countDenied(pruned.denials.entries, permitted.withheld);
  const facts = { ...factsWithoutRelease(releasable.authorized, dryRun !== null), denied };
  if (dryRun === null) {
    const attributed = { accesses: permitted.accesses, ruleOf: rulesOfReach(reach) };
    const accesses = describeAccesses(attributed, fetched.provenance);
    const outcome = hasDenials(denied) ? 'partial' : 'permit';
    return { released: permitted, facts: { kind: 'access', outcome, ...facts, accesses } };
  }
  // A dry run serves everything, and records what the release above has denied.
  const released = releaseBy(dryRun, PERMIT_ALL);
  const { decisions } = authorization;
  const attributed = describeDryRun(released.accesses, { schema: graph.schema, decisions, reach });
  const accesses = describeAccesses(attributed, fetched.provenance);
  dependencies.onWouldDeny(context, denied);
  return { released, facts: { ...facts, kind: 'access', outcome: 'permit', accesses } };
}

const PERMIT_ALL: Permits = () => true;

function releaseAs(
  { context, operation, graph, introspected }: ReleasableOperation,
  {
    data,
    failedPaths,
    by: { authorization, pruned },
    permits,
  }: Fetched & { readonly by: AuthorizedOperation; readonly permits: Permits },
  { recordHash, pseudonyms, smallAreas, now }: ReleaseDependencies,
): Released {
  const { reach, inputAuthorization } = authorization;
  const rootType = pruned.root.parts[0]?.type.name ?? operation.known.kind;
  return release(
    pruned.release,
    { root: pruned.root, rootType, data },
    {
      reach,
      isPatientId: graph.isPatientId,
      recordHash,
      patientsByField: inputAuthorization.patientsByField,
      boundPatients: inputAuthorization.boundPatients,
      failures: failuresOf(failedPaths),
      reportsUnreached: graph.authorization.unreached === 'error',
      hidesDenied: graph.authorization.mode !== 'reject',
      ordersLists: graph.authorization.lists !== 'as-is',
      permits,
      introspected,
      deidentify: {
        pseudonym: pseudonyms(context.caller.project),
        year: new Date(now()).getUTCFullYear(),
        smallAreas,
      },
    },
  );
}
