import { failuresOf } from '../../directives/release/failures.ts';
import type { Reach } from '../../directives/operation/reach.ts';
import { patientsIn } from '../../directives/release/patients-in.ts';
import { release, type Released } from '../../directives/release/release.ts';
import type { Fetched } from '../execution/inner-gateway.ts';
import type { Decided } from './decide.ts';
import { countDenied, isDenied } from './denials.ts';
import type { RecordFacts } from './describe.ts';
import { describeAccesses, withRules } from './describe-accesses.ts';
import { judgeDryRun } from './judge-dry-run.ts';
import { askRelationships } from './reach-patients.ts';
import type { RequestPath } from './request-path.ts';

/** What leaves of what was fetched, and what goes on the record of it. */
export async function releaseFetched(
  path: RequestPath,
  fetched: Fetched,
): Promise<{ readonly released: Released; readonly facts: RecordFacts }> {
  const { decided, served, graph } = path;
  const { coordinates: inputs, patients } = decided.judgement;
  // Whose objects have come is known only now.
  const reach = await reachFetched(path, fetched);
  const permitted = releaseAs(path, fetched, { ...decided, reach });
  const denied = countDenied(decided.denials.entries, permitted.withheld);
  if (served === decided) {
    const accesses = describeAccesses(withRules(permitted.accesses, reach), fetched.provenance);
    const outcome = isDenied(denied) ? 'partial' : 'permit';
    return {
      released: permitted,
      facts: { kind: 'access', outcome, accesses, denied, inputs, patients, isDryRun: false },
    };
  }
  const released = releaseAs(path, fetched, served);
  const { decisions } = decided;
  const judged = judgeDryRun(released.accesses, { schema: graph.schema, decisions, reach });
  const accesses = describeAccesses(judged, fetched.provenance);
  path.parts.onWouldDeny(path.request.context, denied);
  return {
    released,
    facts: {
      kind: 'access',
      outcome: 'permit',
      accesses,
      denied,
      inputs,
      patients,
      isDryRun: true,
    },
  };
}

function reachFetched(
  { parts, request, decided, graph }: RequestPath,
  { data }: Fetched,
): Promise<Reach> {
  const { reach } = decided;
  const { context } = request;
  const patients = reach.asks ? patientsIn(graph.policy, data) : [];
  return askRelationships(parts.relationships, reach, { context, patients });
}

function releaseAs(
  { parts, graph, introspected, request, admitted }: RequestPath,
  { data, failedPaths }: Fetched,
  { plan, reach, judgement }: Decided,
): Released {
  const rootType = plan.root.members[0]?.type.name ?? admitted.operation.kind;
  return release(
    plan.release,
    { root: plan.root, rootType, data },
    {
      reach,
      patientsOf: judgement.patientsOf,
      failures: failuresOf(failedPaths),
      tellsUnreached: graph.authorization.unreached === 'error',
      introspected,
      deidentify: {
        pseudonym: parts.pseudonyms(request.context.caller.project),
        year: new Date(parts.clock()).getUTCFullYear(),
      },
    },
  );
}
