import { parse, validate } from 'graphql';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import { serveGraph, type FederatedGraph } from './federated-graph.ts';
import type { GraphModel } from './graph-model.ts';
import { compareWithReference, type Trial } from './compare-with-reference.ts';
import { isJoinedByPlanner } from './planner-limits.ts';
import { smallerCallers } from './smaller-callers.ts';
import { smallerModels } from './smaller-models.ts';
import { smallerOperations } from './smaller-operations.ts';

/** A trial with its graph and configuration: everything needed to repeat it. */
export interface Case extends Trial {
  readonly model: GraphModel;
  readonly authorization: AuthorizationOptions;
}

interface Judge {
  /** The differences from the reference; null for a case that doesn't compose or isn't valid. */
  readonly faultsOf: (one: Case) => Promise<readonly string[] | null>;
  readonly close: () => Promise<void>;
}

/** Keeps the graph of the last case, since the next case often has the same. */
function createJudge(): Judge {
  let last: { readonly one: Case; readonly graph: FederatedGraph | null } | null = null;
  const serve = async (one: Case): Promise<FederatedGraph | null> => {
    if (last?.one.model === one.model && last.one.authorization === one.authorization)
      return last.graph;
    await last?.graph?.close();
    const served = await serveGraph(one.model, one.authorization, {});
    const graph = 'problems' in served ? null : served;
    last = { one, graph };
    return graph;
  };
  return {
    faultsOf: async (one) => {
      try {
        const graph = await serve(one);
        if (!graph) return null;
        const document = parse(one.operation.query);
        if (validate(graph.reference.schema, document).length > 0) return null;
        if (isJoinedByPlanner(graph.reference, document)) return null;
        return (await compareWithReference(graph, one)).faults;
      } catch (error) {
        return [faultOf(error)];
      }
    },
    close: async () => last?.graph?.close(),
  };
}

/** A thrown error and its cause as a fault. */
export function faultOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : null;
  return `thrown: ${String(error)}${cause === null ? '' : ` (${cause})`}`;
}

/**
 * Makes a failing case smaller, as long as it fails in the same way, until a time in ms since 1970. Null where the case
 * fails only after earlier requests to the same graph.
 */
export async function makeSmaller(failing: Case, until: number): Promise<Case | null> {
  const judge = createJudge();
  const alone = (await judge.faultsOf(failing)) ?? [];
  const kind = kindOf(alone);
  let current = failing;
  let tried = 0;
  let isSmaller = false;
  for (let steps = smallerCases(current); alone.length > 0 && Date.now() < until;) {
    const step = steps.next();
    if (step.done === true) {
      if (!isSmaller) break;
      [steps, tried, isSmaller] = [smallerCases(current), 0, false];
      continue;
    }
    tried += 1;
    const next = step.value;
    const faults = await judge.faultsOf(next);
    if (faults === null || faults.length === 0 || kindOf(faults) !== kind) continue;
    [current, isSmaller] = [next, true];
    // Steps that failed before this one hardly help now: they are tried again after all others.
    steps = smallerCases(current);
    for (let skipped = 1; skipped < tried; skipped += 1) steps.next();
    tried -= 1;
  }
  await judge.close();
  return alone.length > 0 ? current : null;
}

/** The simplest value of each setting. */
const SIMPLEST: Partial<AuthorizationOptions> = {
  unmarked: 'allow',
  mode: 'filter',
  unreached: 'hide',
  lists: 'as-is',
};

function* smallerCases(one: Case): Generator<Case, undefined> {
  for (const operation of smallerOperations(one.operation))
    if (
      operation.query.length + JSON.stringify(operation.variables).length <
      one.operation.query.length + JSON.stringify(one.operation.variables).length
    )
      yield { ...one, operation };
  for (const caller of smallerCallers(one.caller, one.authorization)) yield { ...one, caller };
  if (one.authorization.defaultRoles.length > 0)
    yield { ...one, authorization: { ...one.authorization, defaultRoles: [] } };
  for (const [key, value] of Object.entries(SIMPLEST))
    if (Object.entries(one.authorization).some(([name, now]) => name === key && now !== value))
      yield { ...one, authorization: { ...one.authorization, [key]: value } };
  for (const model of smallerModels(one.model)) yield { ...one, model };
}

/** The kind of the first fault: its text up to the colon. */
function kindOf(faults: readonly string[]): string {
  const [first = ''] = faults;
  return first.startsWith('thrown') ? first : (first.split(':')[0] ?? '');
}
