import type { GatewayExecutionResult } from '@apollo/server-gateway-interface';
import type { DocumentNode } from 'graphql';
import { failuresOf } from '../../directives/release/failures.ts';
import { grantsOf } from '../../directives/operation/grants.ts';
import { patientsNamed, readInputs } from '../../directives/operation/inputs.ts';
import { judgeInputs, type InputJudgement } from '../../directives/operation/judge-inputs.ts';
import type { Reach } from '../../directives/operation/reach.ts';
import { patientsIn } from '../../directives/release/patients-in.ts';
import { release, type Released } from '../../directives/release/release.ts';
import type { AuditRecord } from '../audit/record.ts';
import type { Fetched } from '../execution/inner-gateway.ts';
import type { RelationshipSource } from '../relationships/relationship-source.ts';
import type { RequestContext } from '../request-context.ts';
import { admit, type Admitted } from './admit.ts';
import type { Pseudonyms } from './create-pseudonyms.ts';
import { countDenied, denialsOf, type Denials } from './denials.ts';
import { describe, type RecordFacts } from './describe.ts';
import { describeAccesses } from './describe-accesses.ts';
import type { Graph } from './graph.ts';
import { introspect } from './introspect.ts';
import type { OperationPlan, OperationPlans } from './plan-operation.ts';
import { askRelationships, reachOfCaller } from './reach-patients.ts';
import { refuse, respond, respondFault } from './respond.ts';

/** A valid GraphQL request of an identified caller. */
export interface OperationRequest {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly queryHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly context: RequestContext;
}

/** What an answer needs beside the request. */
export interface AnswerParts {
  /** The graph of this moment; a request asks once and keeps it. */
  readonly current: () => { readonly graph: Graph; readonly plans: OperationPlans };
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Who treats whom and what patients consent to; null where nobody is to be asked. */
  readonly relationships: RelationshipSource | null;
  readonly pseudonyms: Pseudonyms;
  readonly introspection: boolean;
  readonly clock: () => number;
}

/**
 * The request path, from an identified caller to the response. Nothing leaves before the record of it is
 * durable; nothing is asked of a subgraph that the caller's roles could not see.
 *
 * Throws `GatewayError` for what is refused whole; a failure after a mutation ran says so in
 * `extensions.executed`.
 */
export async function answer(
  parts: AnswerParts,
  request: OperationRequest,
): Promise<GatewayExecutionResult> {
  const { graph, plans } = parts.current();
  const admitted = admit(plans.find(request), request.variables);
  const selected = plans.select(admitted);

  const { context } = request;
  const inputs = readInputs(selected.watched, admitted.variables);
  const reach = await askRelationships(
    parts.relationships,
    reachOfCaller(graph.authorization, context),
    { context, patients: patientsNamed(inputs) },
  );
  const grants = grantsOf(graph.policy, context.caller);
  const decisions = await plans.authorize(reach, grants);
  const judgement = judgeInputs(selected.selection, inputs, { decisions, reach });
  const plan = plans.prune(selected, { decisions, judgement, reach, grants });
  const denials = denialsOf(selected.selection, plan.fates, decisions);

  const introspected = introspect(selected.selection, admitted, {
    variables: request.variables,
    isOn: parts.introspection,
  });
  const path: Path = { parts, request, admitted, judgement, denials, reach, plan, introspected };
  return admitted.operation.kind === 'mutation' ? mutate(path, graph) : query(path, graph);
}

interface Path {
  readonly parts: AnswerParts;
  readonly request: OperationRequest;
  readonly admitted: Admitted;
  readonly judgement: InputJudgement;
  readonly denials: Denials;
  readonly reach: Reach;
  readonly plan: OperationPlan;
  readonly introspected: ReadonlyMap<string, unknown>;
}

async function query(path: Path, graph: Graph): Promise<GatewayExecutionResult> {
  const fetched = await fetchData(path, graph);
  const reach = await reachFetched(path, fetched);
  const released = releaseData(path, fetched, reach);
  const facts = factsOf(path, fetched, released);
  if (facts.accesses.length > 0) await append(path, facts);
  else if (facts.denied.length > 0)
    await append(path, { ...facts, kind: 'denial', outcome: 'deny' });
  return respond(released, path.denials.paths);
}

/** All or nothing: the intent is durable before anything is sent, the outcome before anything is told. */
async function mutate(path: Path, graph: Graph): Promise<GatewayExecutionResult> {
  const { judgement, denials } = path;
  const inputs = { inputs: judgement.coordinates, patients: judgement.patients };
  const none = { accesses: [], denied: denials.entries, ...inputs };
  if (denials.entries.some(({ reason }) => reason !== 'suppressed')) {
    await append(path, { kind: 'denial', outcome: 'deny', ...none });
    return refuse(denials.refusals);
  }
  await append(path, { kind: 'intent', outcome: 'pending', ...none });
  try {
    const fetched = await fetchData(path, graph);
    const reach = await reachFetched(path, fetched);
    const released = releaseData(path, fetched, reach);
    const facts = factsOf(path, fetched, released);
    const outcome = fetched.failedPaths.length > 0 ? 'error' : facts.outcome;
    await append(path, { ...facts, kind: 'outcome', outcome });
    return respond(released, denials.paths);
  } catch (error) {
    return respondFault(error, { executed: true });
  }
}

function fetchData({ plan, admitted }: Path, graph: Graph): Promise<Fetched> {
  if (!plan.inner) return Promise.resolve(NOTHING);
  const { prepared, variables } = plan.inner;
  const values: Record<string, unknown> = {};
  for (const [inner, name] of variables)
    if (Object.hasOwn(admitted.variables, name)) values[inner] = admitted.variables[name];
  return graph.inner.fetch(prepared, values, null);
}

const NOTHING: Fetched = { data: {}, failedPaths: [], provenance: new Map() };

/** The reach once it is known whose objects have come. */
function reachFetched({ parts, request, reach, plan }: Path, { data }: Fetched): Promise<Reach> {
  const { context } = request;
  const patients = reach.asks ? patientsIn(plan.release.decisions.policy, data) : [];
  return askRelationships(parts.relationships, reach, { context, patients });
}

function releaseData(path: Path, { data, failedPaths }: Fetched, reach: Reach): Released {
  const { parts, plan, judgement, introspected, request, admitted } = path;
  const rootType = plan.root.members[0]?.type.name ?? admitted.operation.kind;
  return release(
    plan.release,
    { root: plan.root, rootType, data },
    {
      reach,
      patientsOf: judgement.patientsOf,
      failures: failuresOf(failedPaths),
      introspected,
      deidentify: {
        pseudonym: parts.pseudonyms(request.context.caller.project),
        year: new Date(parts.clock()).getUTCFullYear(),
      },
    },
  );
}

function factsOf(path: Path, fetched: Fetched, released: Released): RecordFacts {
  const { reach, denials, judgement } = path;
  const accesses = describeAccesses(released.accesses, reach.standings, fetched.provenance);
  const denied = countDenied(denials.entries, released.withheld);
  const isPartial = denied.some(({ reason }) => reason !== 'suppressed');
  return {
    kind: 'access',
    outcome: isPartial ? 'partial' : 'permit',
    accesses,
    denied,
    inputs: judgement.coordinates,
    patients: judgement.patients,
  };
}

function append({ parts, request, admitted }: Path, facts: RecordFacts): Promise<unknown> {
  return parts.append(describe(request.context, admitted.operation, facts));
}
