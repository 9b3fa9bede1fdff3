import { failuresOf } from '../../directives/release/failures.ts';
import { release, type Released } from '../../directives/release/release.ts';
import type { Fetched } from './execution/inner-gateway.ts';
import type { Decided } from './decide.ts';
import { askAfter, type Permits } from './ask-rules.ts';
import { countDenied, isDenied } from './denials.ts';
import type { RecordFacts } from './describe.ts';
import { describeAccesses, rulesOfReach } from './describe-accesses.ts';
import { judgeDryRun } from './judge-dry-run.ts';
import { reachFetched } from './reach-patients.ts';
import { recordNamed } from './record-named.ts';
import type { RequestPath } from './request-path.ts';

/** What leaves of what was fetched, and what goes on the record of it. */
export async function releaseFetched(
  path: RequestPath,
  fetched: Fetched,
): Promise<{ readonly released: Released; readonly facts: RecordFacts }> {
  const { decided, served, graph } = path;
  const { coordinates: inputs } = decided.judgement;
  const named = recordNamed(decided, served !== decided);
  // Whose objects have come is known only now.
  const reach = await reachFetched(path, fetched);
  const permits = await askRules(path, fetched, { ...decided, reach });
  const permitted = releaseAs(path, { ...fetched, permits }, { ...decided, reach });
  const denied = countDenied(decided.denials.entries, permitted.withheld);
  if (served === decided) {
    const judged = { accesses: permitted.accesses, ruleOf: rulesOfReach(reach) };
    const accesses = describeAccesses(judged, fetched.provenance);
    const outcome = isDenied(denied) ? 'partial' : 'permit';
    return {
      released: permitted,
      facts: { kind: 'access', outcome, accesses, denied, inputs, ...named, isDryRun: false },
    };
  }
  const released = releaseAs(path, { ...fetched, permits: always }, served);
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
      ...named,
      isDryRun: true,
    },
  };
}

const always: Permits = () => true;

/** The operator's rules are asked about objects only where some rule sees one. */
async function askRules(path: RequestPath, fetched: Fetched, decided: Decided): Promise<Permits> {
  if (!path.selected.ruled.seesObjects) return always;
  const survey = (permits: Permits) => releaseAs(path, { ...fetched, permits }, decided);
  const { customRules } = path.graph;
  const { variables } = path.admitted;
  return askAfter(survey, { customRules, variables, context: path.request.context });
}

function releaseAs(
  { parts, graph, introspected, request, admitted }: RequestPath,
  { data, failedPaths, permits }: Fetched & { readonly permits: Permits },
  { plan, reach, judgement }: Decided,
): Released {
  const rootType = plan.root.members[0]?.type.name ?? admitted.operation.kind;
  return release(
    plan.release,
    { root: plan.root, rootType, data },
    {
      reach,
      isPatientId: graph.isPatientId,
      recordHash: parts.recordHash,
      patientsByField: judgement.patientsByField,
      boundPatients: judgement.boundPatients,
      failures: failuresOf(failedPaths),
      reportsUnreached: graph.authorization.unreached === 'error',
      ordersLists: graph.authorization.lists !== 'as-is',
      permits,
      introspected,
      deidentify: {
        pseudonym: parts.pseudonyms(request.context.caller.project),
        year: new Date(parts.clock()).getUTCFullYear(),
        smallAreas: parts.smallAreas,
      },
    },
  );
}
