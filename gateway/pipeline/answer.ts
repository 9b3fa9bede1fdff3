import type { GatewayExecutionResult } from '@apollo/server-gateway-interface';
import { patientsNamed, readInputs } from '../../directives/operation/inputs.ts';
import type { ReleaseError } from '../../directives/release/program.ts';
import type { Released } from '../../directives/release/release.ts';
import { GatewayError } from '../platform/errors.ts';
import { assertFewPatients } from './limits/assert-few-patients.ts';
import { assertPatientIds } from './limits/assert-patient-ids.ts';
import { countReleased } from './limits/count-released.ts';
import { admit } from './admit.ts';
import { decide, decideOpenly } from './decide.ts';
import { isDenied } from './denials.ts';
import { describe, type RecordFacts } from './describe.ts';
import { fetchDocument, fetchPlanned, planDocument } from './fetch-document.ts';
import { introspect } from './introspect.ts';
import { lookUp } from './look-up.ts';
import { releaseFetched } from './release-fetched.ts';
import type { AnswerParts, OperationRequest, RequestPath } from './request-path.ts';
import { recordNamed } from './record-named.ts';
import { refuse, respond, respondFault } from './respond.ts';

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
  const { context } = request;
  const admitted = admit(await plans.find(request), request.variables);
  const selected = await plans.select(admitted, context);

  const { variables } = admitted;
  const inputs = readInputs(selected.watched, variables);
  const named = patientsNamed(inputs);
  assertFewPatients(named, parts.limits.patients);
  assertPatientIds(named, graph.isPatientId);
  const deciding = { ...parts, graph, plans, context, selected, inputs, variables };
  const decided = await decide(deciding);
  const { mode } = graph.authorization;
  const served = mode === 'dry-run' ? await decideOpenly(deciding, decided) : decided;

  const told = parts.introspection ? () => plans.told(served) : null;
  const introspected = introspect(selected.introspection, admitted, told);
  const path: RequestPath = {
    parts,
    request,
    graph,
    plans,
    admitted,
    selected,
    decided,
    served,
    introspected,
  };
  return admitted.operation.kind === 'mutation' ? mutate(path) : query(path);
}

async function query(asked: RequestPath): Promise<GatewayExecutionResult> {
  const { entries } = asked.decided.denials;
  const isStrict = asked.graph.authorization.mode === 'reject';
  if (isStrict && isDenied(entries)) return reject(asked, entries);
  const path = await lookUp(asked);
  const fetched = await fetchDocument(path, path.served.plan.inner);
  const { released, facts } = await releaseFetched(path, fetched);
  await assertReleasable(path, released, 'denial');
  if (isStrict && released.errors.some(isDenial))
    return reject(path, facts.denied, released.errors);
  // What was asked by, or about whom, tells something even where nothing of PHI comes back.
  const isLookup = facts.inputs.length + facts.patients.length > 0;
  if (facts.accesses.length === 0 && facts.denied.length > 0) {
    const outcome = facts.isDryRun ? 'permit' : 'deny';
    await append(path, { ...facts, kind: 'denial', outcome });
  } else if (facts.accesses.length > 0 || isLookup) await append(path, facts);
  return respond(released, path.served.denials.paths);
}

/** All or nothing: the intent is durable before anything is sent, the outcome before anything is told. */
async function mutate(path: RequestPath): Promise<GatewayExecutionResult> {
  const { decided, served } = path;
  if (isDenied(served.denials.entries)) return reject(path, decided.denials.entries);
  // Before the intent: a document that cannot be planned is refused like any other that was not executed.
  const document = await planDocument(path, served.plan.inner);
  const intent = { kind: 'intent', outcome: 'pending', ...nothingReleased(path) } as const;
  await append(path, intent);
  try {
    const fetched = await fetchPlanned(path, document);
    const { released, facts } = await releaseFetched(path, fetched);
    await assertReleasable(path, released, 'outcome');
    const outcome = fetched.failedPaths.length > 0 ? 'error' : facts.outcome;
    await append(path, { ...facts, kind: 'outcome', outcome });
    return respond(released, served.denials.paths);
  } catch (error) {
    if (!(error instanceof GatewayError)) await tellFault(path, error);
    return respondFault(error, { executed: true });
  }
}

/** What became of the write is not known: the record says so, if it can. */
async function tellFault(path: RequestPath, error: unknown): Promise<void> {
  path.parts.onFault(path.request.context, error);
  const unknown = { ...nothingReleased(path), kind: 'outcome', outcome: 'error' } as const;
  await append(path, unknown).catch(() => undefined);
}

/** Refuses the operation whole, once that is on the record. */
async function reject(
  path: RequestPath,
  denied: RecordFacts['denied'],
  found: readonly ReleaseError[] = [],
): Promise<GatewayExecutionResult> {
  await append(path, { ...nothingReleased(path), kind: 'denial', outcome: 'deny', denied });
  const atRelease = found.filter(isDenial).map((error) => error.path);
  return refuse([...path.decided.denials.refusals, ...atRelease]);
}

/** More than may leave at once doesn't leave in part: all of it is refused, which is on the record. */
async function assertReleasable(
  path: RequestPath,
  { accesses }: Released,
  kind: 'denial' | 'outcome',
): Promise<void> {
  if (countReleased(accesses) <= path.parts.limits.releasedFields) return;
  const reason = 'OPERATION_TOO_COMPLEX';
  await append(path, { ...nothingReleased(path), kind, outcome: 'deny', reason });
  throw new GatewayError(reason);
}

function nothingReleased({ decided, served }: RequestPath) {
  const { coordinates: inputs } = decided.judgement;
  const isDryRun = decided !== served;
  const named = recordNamed(decided, isDryRun);
  return { accesses: [], denied: decided.denials.entries, inputs, ...named, isDryRun };
}

/** What a caller would be told of: an unreached patient's object is not there, whatever the patient denies. */
function isDenial({ code }: ReleaseError): boolean {
  return code === 'UNAUTHORIZED_FIELD_OR_TYPE';
}

function append({ parts, request, admitted }: RequestPath, facts: RecordFacts): Promise<unknown> {
  return parts.append(describe(request.context, admitted.operation, facts));
}
